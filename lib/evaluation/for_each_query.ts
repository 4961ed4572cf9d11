import { QUERIES_AT_ONCE, squaredDistances } from "../reference/squared_distances.ts";

/**
 * Calls `visit` for each query with its squared distances to the gallery, four rows in memory. Every
 * tenth of a second others get their turn, so that a notebook stays responsive.
 *
 * @param behind Whether the queries are the gallery, and only the rows behind each are looked at, so
 * that each pair comes once; false by default.
 */
export async function forEachQuery(
  queries: Float64Array,
  gallery: Float64Array,
  dim: number,
  visit: (query: number, distances: Float64Array) => void,
  behind = false,
): Promise<void> {
  const count = queries.length / dim, rows = gallery.length / dim;
  const out = new Float64Array(QUERIES_AT_ONCE * rows);
  let turn = performance.now();
  for (let first = 0; first < count; first += QUERIES_AT_ONCE) {
    squaredDistances(queries, first, gallery, dim, out, behind ? first + 1 : 0);
    for (let i = 0; i < QUERIES_AT_ONCE && first + i < count; i++) {
      visit(first + i, out.subarray(i * rows, (i + 1) * rows));
    }
    if (performance.now() - turn > 100) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
  }
}
