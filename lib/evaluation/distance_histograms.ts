import { checkNumber } from "../checks/mod.ts";
import { pairDistances, type PairOptions } from "./pair_distances.ts";

/** Options of {@linkcode distanceHistograms}. */
export interface DistanceHistogramsOptions extends PairOptions {
  /** How many bins; 50 by default. */
  bins?: number;
  /** The right end of the last bin; the largest distance by default. */
  max?: number;
}

/** What {@linkcode distanceHistograms} finds. */
export interface DistanceHistograms {
  /** The bins' ends: bins + 1 distances from 0 on. */
  edges: Float64Array;
  /** The share of the pairs of one class in each bin; they sum to 1. */
  same: Float64Array;
  /** The share of the pairs of two classes in each bin. */
  different: Float64Array;
  /** The share that both have in common, from 0 (told apart by distance) to 1 (not at all). */
  overlap: number;
}

/**
 * How far apart pairs of one class are, and pairs of two: two histograms over the same bins, and
 * their overlap, `sum over the bins of min(same, different)`.
 *
 * A bin holds its left end and not its right one, but for the last, which holds both and whatever
 * lies beyond `max`. The overlap depends on the bins: compare it at equal `bins` and `max`.
 *
 * @param embeddings count x dim numbers, row after row.
 * @param labels One integer for each row.
 * @param options `dim`, which pairs, how many bins and where they end.
 * @returns The bins' ends, both histograms and the overlap.
 * @throws {RangeError} When a shape does not fit, a number is out of range, or there is no pair of one
 * class or none of two.
 *
 * @example Nothing in common
 * ```ts
 * import { distanceHistograms } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const found = await distanceHistograms(Float32Array.of(0, 1, 8, 9), [7, 7, 8, 8], { dim: 1, bins: 3 });
 * assertEquals([...found.edges], [0, 3, 6, 9]);
 * assertEquals([...found.same, ...found.different, found.overlap], [1, 0, 0, 0, 0, 1, 0]);
 * ```
 */
export async function distanceHistograms(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: DistanceHistogramsOptions,
): Promise<DistanceHistograms> {
  const { bins = 50, max } = options;
  checkNumber(bins, "bins", { min: 1, integer: true });
  if (max !== undefined) checkNumber(max, "max", { above: 0 });
  const { same, different } = await pairDistances(embeddings, labels, options);
  if (same.length === 0 || different.length === 0) {
    throw new RangeError(
      `labels: expected pairs of one class and pairs of two, got ${same.length} and ` +
        `${different.length}`,
    );
  }
  const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), 0);
  // All rows equal: any width will do for the one bin that holds everything.
  const end = max ?? (Math.max(largest(same), largest(different)) || 1);
  const shares = (distances: Float64Array) => {
    const counts = new Float64Array(bins);
    for (const distance of distances) {
      counts[Math.min(Math.floor(distance / end * bins), bins - 1)]++;
    }
    return counts.map((count) => count / distances.length);
  };
  const [inside, across] = [shares(same), shares(different)];
  return {
    edges: Float64Array.from({ length: bins + 1 }, (_, i) => i * end / bins),
    same: inside,
    different: across,
    overlap: inside.reduce((sum, share, bin) => sum + Math.min(share, across[bin]), 0),
  };
}
