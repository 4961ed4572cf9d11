import { checkOptions, type Labels, type Matrix } from "../checks/mod.ts";
import { batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
import { type MinedOptions, minedOptions } from "./mined_options.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import type { TripletCounts } from "./triplet_loss_result.ts";

/** What {@linkcode tripletStatistics} has to know. */
export type TripletStatisticsOptions = Omit<MinedOptions, "reduction">;

/**
 * Percentiles of d(a,p), the distances between samples of one class (`positive5` to `positive95`),
 * and of d(a,n), those between two (`negative5` to `negative95`); NaN without such a pair.
 */
export type DistancePercentiles = Readonly<
  Record<`${"positive" | "negative"}${5 | 25 | 50 | 75 | 95}`, number>
>;

/** How the triplets and distances of a batch stand. */
export interface TripletStatistics extends DistancePercentiles {
  /** Share of the valid triplets with `d(a,n) < d(a,p) + margin`: those that have a loss. */
  readonly active: number;
  /** Share with `d(a,n) >= d(a,p) + margin`. */
  readonly easy: number;
  /** Share with `d(a,p) < d(a,n) < d(a,p) + margin`. */
  readonly semiHard: number;
  /** Share with `d(a,n) <= d(a,p)`. */
  readonly hard: number;
  /** Mean distance over all pairs of different rows; 0 for a single row. */
  readonly meanDistance: number;
  /** Whether all embeddings are nearly one point: the mean distance is at most `margin / 100`. */
  readonly collapsed: boolean;
}

/**
 * Tells how training stands: how much the triplets of a batch have left to teach, how far apart
 * classes are, and whether the network has collapsed.
 *
 * Percentiles are over pairs of points, each pair once, and interpolate linearly, as numpy's. A
 * collapsed network maps all points to one: a stationary point of every hinge loss here, where each
 * loss equals the margin and the gradient is 0.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns shares (all 0 when no triplet is valid), percentiles of the distances (NaN where there is
 *   no pair), the mean distance and the flag
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss}
 *
 * @example
 * ```ts
 * import { tripletStatistics } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * const found = tripletStatistics([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * assertEquals([found.semiHard, found.hard, found.negative50], [0.5, 0.5, 1.5]);
 * ```
 */
export function tripletStatistics(
  embeddings: Matrix,
  labels: Labels,
  options: TripletStatisticsOptions,
): TripletStatistics {
  const { margin, metric } = minedOptions(checkOptions(options, "margin squared distance"), "mean");
  const { counts } = batchAllTripletLoss(embeddings, labels, { margin, ...metric });
  const d = pairwiseDistances(embeddings, metric);
  const within: number[] = [];
  const between: number[] = [];
  for (let i = 0; i < d.length; i++) {
    for (let j = i + 1; j < d.length; j++) {
      (labels[i] === labels[j] ? within : between).push(d[i][j]);
    }
  }
  const all = [...within, ...between];
  const meanDistance = all.length === 0 ? 0 : all.reduce((a, b) => a + b) / all.length;
  const collapsed = all.length > 0 && meanDistance <= margin / 100;
  return statisticsOf(counts, percentiles(within), percentiles(between), meanDistance, collapsed);
}

/** Names what was found. */
export function statisticsOf(
  { valid, positive, easy, semiHard, hard }: TripletCounts,
  within: readonly number[],
  between: readonly number[],
  meanDistance: number,
  collapsed: boolean,
): TripletStatistics {
  const share = (count: number): number => count / Math.max(valid, 1);
  const [positive5, positive25, positive50, positive75, positive95] = within;
  const [negative5, negative25, negative50, negative75, negative95] = between;
  return {
    ...{ active: share(positive), easy: share(easy), semiHard: share(semiHard), hard: share(hard) },
    ...{ positive5, positive25, positive50, positive75, positive95 },
    ...{ negative5, negative25, negative50, negative75, negative95 },
    ...{ meanDistance, collapsed },
  };
}

function percentiles(distances: readonly number[]): number[] {
  const sorted = distances.toSorted((a, b) => a - b);
  return [5, 25, 50, 75, 95].map((q) => {
    if (sorted.length === 0) return NaN;
    const place = (q / 100) * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}
