import { firstAtLeast } from "../reference/first_at_least.ts";
import type { SearchSpace } from "./search_space.ts";
import { forEachQuery } from "./for_each_query.ts";

/**
 * Calls `visit` for each query with the ranks of the gallery's samples of its class, ascending: rank
 * 1 is the nearest neighbour. From these ranks every retrieval metric follows.
 *
 * Ties go to the lower row of the gallery. Sorting is for the samples of the class only; each other
 * sample is placed among them by a binary search, so a query costs O(n (dim + log n)) and no more
 * memory than its distances.
 */
export function forEachQueryRanks(
  space: SearchSpace,
  visit: (query: number, ranks: Int32Array) => void,
): Promise<void> {
  const { queries, queryLabels, gallery, galleryLabels, dim, within } = space;
  const rowsOf = Map.groupBy(Array.from(galleryLabels).keys(), (row) => galleryLabels[row]);
  return forEachQuery(queries, gallery, dim, (query, distances) => {
    const label = queryLabels[query];
    const positives = (rowsOf.get(label) ?? []).filter((row) => !(within && row === query));
    visit(query, ranksOf(positives, distances, galleryLabels, label));
  });
}

function ranksOf(
  positives: number[],
  distances: Float64Array,
  labels: ArrayLike<number>,
  label: number,
): Int32Array {
  const count = positives.length;
  const ranks = new Int32Array(count);
  if (count === 0) return ranks;
  const sorted = Float64Array.from(positives, (row) => distances[row]).sort();
  const farthest = sorted[count - 1];
  // ahead[s]: samples of other classes that come before the s-th sample of the class, and after the
  // one before it.
  const ahead = ranks;
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row];
    if (distance > farthest || labels[row] === label) continue;
    const low = firstAtLeast(sorted, distance);
    if (sorted[low] === distance) return ranksWithTies(positives, distances, labels, label);
    ahead[low]++;
  }
  for (let s = 0, others = 0; s < count; s++) {
    others += ahead[s];
    ranks[s] = s + 1 + others;
  }
  return ranks;
}

/** The same in the plainest way, for the rare query where samples of two classes are equally near. */
function ranksWithTies(
  positives: number[],
  distances: Float64Array,
  labels: ArrayLike<number>,
  label: number,
): Int32Array {
  const own = new Set(positives);
  const order = Array.from(distances, (_, row) => row)
    .filter((row) => own.has(row) || labels[row] !== label)
    .sort((a, b) => distances[a] - distances[b] || a - b);
  return Int32Array.from(order.flatMap((row, place) => own.has(row) ? [place + 1] : []));
}
