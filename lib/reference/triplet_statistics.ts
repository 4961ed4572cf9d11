import { checkMargin, type Labels, type Matrix } from "../checks/mod.ts";
import { batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
import { type DistanceOptions, pairwiseDistances } from "./pairwise_distances.ts";

/** What {@linkcode tripletStatistics} has to know. */
export interface TripletStatisticsOptions extends DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
}

/** Mean and percentiles of some distances, in their unit. */
export interface DistanceSummary {
  /** The arithmetic mean. */
  readonly mean: number;
  /** The 5th percentile. */
  readonly p5: number;
  /** The 25th percentile. */
  readonly p25: number;
  /** The median. */
  readonly p50: number;
  /** The 75th percentile. */
  readonly p75: number;
  /** The 95th percentile. */
  readonly p95: number;
}

/** What the triplets and distances of a batch are like. */
export interface TripletStatistics {
  /** How many triplets are valid. */
  readonly valid: number;
  /** The shares of the three categories among the valid triplets; they sum to 1, or are all 0. */
  readonly shares: { readonly easy: number; readonly semiHard: number; readonly hard: number };
  /** The distances within classes; null when there is no such pair. */
  readonly dAp: DistanceSummary | null;
  /** The distances between classes; null when there is no such pair. */
  readonly dAn: DistanceSummary | null;
  /** The mean distance over all pairs of points; 0 when there is no pair. */
  readonly meanDistance: number;
  /** True when the points have fallen together: `meanDistance <= margin / 100`. */
  readonly collapsed: boolean;
}

/**
 * Tells how training stands: how much the triplets of a batch have left to teach, how far apart
 * classes are, and whether the network has collapsed.
 *
 * Percentiles are taken over pairs of points, each pair once, and interpolate linearly between the
 * sorted distances, as numpy does.
 *
 * A collapsed network maps all points to one. It is a stationary point of every hinge loss here:
 * each loss equals the margin and the gradient is 0, so it stays there, and a loss glued to the
 * margin is all that a training log shows. The flag is raised when the mean distance is at most a
 * hundredth of the margin (for `margin: 0`, when all points are equal), with two points or more.
 *
 * @param embeddings the points, B rows of D numbers
 * @param labels one integer a point, B of them
 * @param options margin, squared
 * @returns shares, distances (of the kind that `squared` says), and the flag
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   or the margin is negative or not finite
 *
 * @example
 * ```ts
 * import { tripletStatistics } from "#lib/reference/mod.ts";
 * import { assertEquals } from "@std/assert";
 * const statistics = tripletStatistics([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * assertEquals(statistics.shares, { easy: 0, semiHard: 0.5, hard: 0.5 });
 * assertEquals(statistics.dAn?.p50, 1.5);
 * assertEquals(statistics.collapsed, false);
 * ```
 */
export function tripletStatistics(
  embeddings: Matrix,
  labels: Labels,
  { margin, squared = false }: TripletStatisticsOptions,
): TripletStatistics {
  checkMargin(margin);
  const { counts } = batchAllTripletLoss(embeddings, labels, { margin, squared });
  const d = pairwiseDistances(embeddings, { squared });
  const within: number[] = [];
  const between: number[] = [];
  for (let i = 0; i < d.length; i++) {
    for (let j = i + 1; j < d.length; j++) {
      (labels[i] === labels[j] ? within : between).push(d[i][j]);
    }
  }
  const all = [...within, ...between];
  const meanDistance = all.length === 0 ? 0 : mean(all);
  const { valid } = counts;
  const share = (count: number): number => valid === 0 ? 0 : count / valid;
  return {
    valid,
    shares: {
      easy: share(counts.easy),
      semiHard: share(counts.semiHard),
      hard: share(counts.hard),
    },
    dAp: summarize(within),
    dAn: summarize(between),
    meanDistance,
    collapsed: all.length > 0 && meanDistance <= margin / 100,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summarize(distances: readonly number[]): DistanceSummary | null {
  if (distances.length === 0) return null;
  const sorted = distances.toSorted((a, b) => a - b);
  const percentile = (q: number): number => {
    const place = (q / 100) * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return {
    mean: mean(distances),
    p5: percentile(5),
    p25: percentile(25),
    p50: percentile(50),
    p75: percentile(75),
    p95: percentile(95),
  };
}
