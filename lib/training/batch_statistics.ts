/** What {@linkcode batchStatistics} finds in a batch. */
export interface BatchStatistics {
  /** Share of the valid triplets with `d(a,n) < d(a,p) + margin`: those that have a loss. */
  active: number;
  /** Share with `d(a,n) >= d(a,p) + margin`. */
  easy: number;
  /** Share with `d(a,p) < d(a,n) < d(a,p) + margin`. */
  semiHard: number;
  /** Share with `d(a,n) <= d(a,p)`. */
  hard: number;
  /** 5th percentile of the distances between samples of one class; NaN without such a pair. */
  positive5: number;
  /** 25th percentile of d(a,p). */
  positive25: number;
  /** Median of d(a,p). */
  positive50: number;
  /** 75th percentile of d(a,p). */
  positive75: number;
  /** 95th percentile of d(a,p). */
  positive95: number;
  /** 5th percentile of the distances between samples of two classes; NaN without such a pair. */
  negative5: number;
  /** 25th percentile of d(a,n). */
  negative25: number;
  /** Median of d(a,n). */
  negative50: number;
  /** 75th percentile of d(a,n). */
  negative75: number;
  /** 95th percentile of d(a,n). */
  negative95: number;
  /** Mean distance over all pairs of different rows; 0 for a single row. */
  meanDistance: number;
  /** Whether all embeddings are nearly one point: the mean distance is at most `margin / 100`. */
  collapsed: boolean;
}

/** Options of {@linkcode batchStatistics}. */
export interface BatchStatisticsOptions {
  /** Length of an embedding. */
  dim: number;
  /** The margin that tells easy, semi-hard and hard apart. */
  margin: number;
  /** Whether distances are squared; false by default. */
  squared?: boolean;
}

/**
 * Counts and percentiles of a batch, fast enough for every step of a training.
 *
 * For each anchor its distances to the negatives are sorted once; two binary searches for each
 * positive then count hard and semi-hard triplets: O(B^2 (D + log B)) for what three nested loops
 * do in O(B^3). Distances come from differences in float64, so that the distance between equal rows
 * is exactly 0. Percentiles interpolate linearly between the sorted values, as numpy does.
 *
 * @param embeddings B x dim numbers, row after row.
 * @param labels B integers.
 * @param options `dim`, `margin` and whether distances are squared.
 * @returns The shares (all 0 when the batch has no valid triplet), percentiles and the mean
 * distance.
 * @throws {RangeError} When the lengths do not match, or the margin is negative or not finite.
 *
 * @example One class is tight, the other loose
 * ```ts
 * import { batchStatistics } from "#lib/training/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const found = batchStatistics([0, 1, 3, 6], [0, 0, 1, 1], { dim: 1, margin: 1.5 });
 * assertEquals([found.easy, found.semiHard, found.hard], [5 / 8, 1 / 8, 2 / 8]);
 * ```
 */
export function batchStatistics(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: BatchStatisticsOptions,
): BatchStatistics {
  const { dim, margin, squared = false } = options;
  const size = labels.length;
  if (!Number.isInteger(dim) || dim < 1 || embeddings.length !== size * dim) {
    throw new RangeError(
      `embeddings: expected ${size} x ${dim} numbers, one row a label, got ${embeddings.length}`,
    );
  }
  if (!(margin >= 0 && margin < Infinity)) {
    throw new RangeError(`margin: expected 0 or more, got ${margin}`);
  }
  const distances = pairwise(embeddings, size, dim, squared);
  const positives: number[] = [], negatives: number[] = [];
  let active = 0, hard = 0, semiHard = 0, valid = 0, sum = 0;
  for (let a = 0; a < size; a++) {
    const row = distances.subarray(a * size, (a + 1) * size);
    const others = new Float64Array(size);
    let count = 0;
    for (let n = 0; n < size; n++) {
      if (labels[n] !== labels[a]) others[count++] = row[n];
      sum += row[n];
    }
    const sorted = others.subarray(0, count).sort();
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const isHard = countWhere(sorted, (distance) => distance <= row[p]);
      const hasLoss = countWhere(sorted, (distance) => distance < row[p] + margin);
      hard += isHard;
      // With margin 0, a hard triplet at equality has no loss.
      semiHard += Math.max(hasLoss - isHard, 0);
      active += hasLoss;
      valid += count;
      if (p > a) positives.push(row[p]);
    }
    for (let n = a + 1; n < size; n++) if (labels[n] !== labels[a]) negatives.push(row[n]);
  }
  const share = (n: number) => valid === 0 ? 0 : n / valid;
  const meanDistance = size < 2 ? 0 : sum / (size * (size - 1));
  const [p, n] = [percentiles(positives), percentiles(negatives)];
  return {
    active: share(active),
    easy: share(valid - semiHard - hard),
    semiHard: share(semiHard),
    hard: share(hard),
    positive5: p[0],
    positive25: p[1],
    positive50: p[2],
    positive75: p[3],
    positive95: p[4],
    negative5: n[0],
    negative25: n[1],
    negative50: n[2],
    negative75: n[3],
    negative95: n[4],
    meanDistance,
    collapsed: size > 1 && meanDistance <= margin / 100,
  };
}

function pairwise(x: ArrayLike<number>, size: number, dim: number, squared: boolean): Float64Array {
  const distances = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) sum += (x[i * dim + k] - x[j * dim + k]) ** 2;
      distances[i * size + j] = distances[j * size + i] = squared ? sum : Math.sqrt(sum);
    }
  }
  return distances;
}

/** How many entries, from the first on, a predicate holds for; it must not come back once false. */
function countWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function percentiles(values: number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return [5, 25, 50, 75, 95].map((percent) => {
    if (sorted.length === 0) return NaN;
    const place = percent / 100 * (sorted.length - 1);
    const below = Math.floor(place), above = Math.ceil(place);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  });
}
