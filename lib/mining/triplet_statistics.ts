import { checkFlatList, checkLabels, checkOptions, LARGEST_COORDINATE } from "../checks/mod.ts";
import { firstAtLeast } from "../reference/first_at_least.ts";
import { type MinedOptions, minedOptions } from "../reference/mined_options.ts";
import { statisticsOf, type TripletStatistics } from "../reference/triplet_statistics.ts";
import { batchDistances } from "../evaluation/batch_distances.ts";

/** Options of {@linkcode tripletStatistics}. */
export interface FlatTripletStatisticsOptions extends Omit<MinedOptions, "reduction"> {
  /** Length of an embedding. */
  dim: number;
}

/**
 * How a batch stands, as `reference.tripletStatistics` tells it, fast enough for every step of a
 * training: for each anchor its positives' distances are sorted once; two binary searches for each
 * negative then count hard and semi-hard triplets, O(B^2 (D + log B)). Distances come from
 * differences in float64, so that equal rows are exactly 0 apart.
 *
 * @param embeddings B x dim numbers, row after row.
 * @param labels B integers.
 * @returns The shares (all 0 when the batch has no valid triplet), percentiles and the mean distance.
 * @throws {TypeError | RangeError} When an argument is another kind of thing, the lengths do not match,
 *   a label is not an integer, or the margin is negative or not finite.
 *
 * @example One class is tight, the other loose
 * ```ts
 * import { tripletStatistics } from "@triplet-lab/triplet-lab/mining";
 * import { assertEquals } from "@std/assert";
 * const found = tripletStatistics([0, 1, 3, 6], [0, 0, 1, 1], { dim: 1, margin: 1.5 });
 * assertEquals([found.easy, found.semiHard, found.hard], [5 / 8, 1 / 8, 2 / 8]);
 * ```
 */
export function tripletStatistics(
  embeddings: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: FlatTripletStatisticsOptions,
): TripletStatistics {
  const { dim, ...rest } = checkOptions(options, "dim margin squared distance");
  const { margin, metric } = minedOptions(rest, "mean");
  const { rows: size } = checkFlatList(embeddings, dim, LARGEST_COORDINATE);
  checkLabels(labels, size);
  const distances = batchDistances(embeddings, { size, dim, ...metric });
  const positives = new Float64Array(size * size), negatives = new Float64Array(size * size);
  const own = new Float64Array(size);
  let positive = 0, hard = 0, semiHard = 0, valid = 0, sum = 0, within = 0, across = 0;
  for (let a = 0; a < size; a++) {
    const row = distances.subarray(a * size, (a + 1) * size);
    let count = 0;
    for (let i = 0; i < size; i++) {
      sum += row[i];
      if (labels[i] === labels[a]) {
        if (i !== a) own[count++] = row[i];
        if (i > a) positives[within++] = row[i];
      } else if (i > a) negatives[across++] = row[i];
    }
    if (count === 0) continue;
    const sorted = own.subarray(0, count).sort();
    const reaches = sorted.map((distance) => distance + margin);
    for (let n = 0; n < size; n++) {
      if (labels[n] === labels[a]) continue;
      // Both predicates hold from some positive on: the farther it is, the harder the triplet.
      const isHard = count - firstAtLeast(sorted, row[n]);
      let first = firstAtLeast(reaches, row[n]);
      while (first < count && reaches[first] === row[n]) first++;
      const hasLoss = count - first;
      hard += isHard;
      // With margin 0, a hard triplet at equality has no loss.
      semiHard += Math.max(hasLoss - isHard, 0);
      positive += hasLoss;
      valid += count;
    }
  }
  const meanDistance = size < 2 ? 0 : sum / (size * (size - 1));
  const counts = { valid, positive, easy: valid - semiHard - hard, semiHard, hard };
  return statisticsOf(
    counts,
    percentiles(positives.subarray(0, within)),
    percentiles(negatives.subarray(0, across)),
    meanDistance,
    size > 1 && meanDistance <= margin / 100,
  );
}

/** By selection, since a sort of all distances would cost more than everything else here. */
function percentiles(values: Float64Array): number[] {
  let from = 0;
  return [5, 25, 50, 75, 95].map((percent) => {
    if (values.length === 0) return NaN;
    const place = percent / 100 * (values.length - 1);
    const below = Math.floor(place);
    select(values, below, from);
    from = below;
    if (place === below) return values[below];
    let above = Infinity;
    for (let i = below + 1; i < values.length; i++) above = Math.min(above, values[i]);
    return values[below] + (above - values[below]) * (place - below);
  });
}

/** Moves values until `values[k]` is what a sort would put there, with nothing greater before it. */
function select(values: Float64Array, k: number, from: number): void {
  let left = from, right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let i = left, j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const value = values[i];
        values[i++] = values[j];
        values[j--] = value;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
}
