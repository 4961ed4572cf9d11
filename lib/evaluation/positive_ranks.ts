import { groupBy } from "../host/mod.ts";
import { firstAtLeast } from "../reference/first_at_least.ts";
import type { SearchSpace } from "./search_space.ts";
import { type Asked, forEachQuery } from "./for_each_query.ts";

/**
 * Calls `visit` for each query with the ranks of the gallery's samples of its class, ascending from 1;
 * ties go to the lower row. Only these are sorted, each other sample is searched among them.
 */
export function forEachQueryRanks(
  space: SearchSpace,
  visit: (query: number, ranks: Int32Array) => void,
  asked?: Asked,
): Promise<void> {
  const { queries, queryLabels, gallery, galleryLabels, dim, within } = space;
  const rowsOf = groupBy(Array(galleryLabels.length).keys(), (row) => galleryLabels[row]);
  return forEachQuery(queries, gallery, dim, (query, distances) => {
    const label = queryLabels[query];
    const positives = (rowsOf.get(label) ?? []).filter((row) => !(within && row === query));
    visit(query, ranksOf(positives, distances, galleryLabels, label));
  }, asked);
}

function ranksOf(
  positives: number[],
  distances: Float64Array,
  labels: ArrayLike<number>,
  label: number,
): Int32Array {
  const count = positives.length;
  const sorted = Float64Array.from(positives, (row) => distances[row]).sort();
  const farthest = sorted[count - 1];
  // Samples of other classes that come between the s-th of the class and the one before it.
  const ahead = new Int32Array(count);
  // Where samples of two classes are equally near: the class's rows in order, and for the first place
  // of each tie the first that is not ahead of the rows looked at.
  let order: number[] | undefined;
  const place = new Map<number, number>();
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row];
    if (distance > farthest || labels[row] === label) continue;
    let low = firstAtLeast(sorted, distance);
    if (sorted[low] === distance) {
      order ??= positives.toSorted((a, b) => distances[a] - distances[b] || a - b);
      const first = low;
      low = place.get(first) ?? first;
      while (sorted[low] === distance && order[low] < row) low++;
      place.set(first, low);
      if (low === count) continue;
    }
    ahead[low]++;
  }
  let others = 0;
  return ahead.map((more, s) => s + 1 + (others += more));
}
