import { checkNumber } from "../checks/mod.ts";
import { type RetrievalOptions, type SearchSpace, searchSpace } from "./search_space.ts";
import { forEachQuery } from "./squared_distances.ts";

/** Options of {@linkcode nearestNeighbours}. */
export interface NearestNeighboursOptions extends Pick<RetrievalOptions, "dim"> {
  /** How many neighbours of each query to find; fewer are given when the gallery is smaller. */
  k: number;
  /** Where to look, row after row; among all the other rows of the queries by default. */
  gallery?: Float32Array;
}

/** What {@linkcode nearestNeighbours} finds. */
export interface Neighbours {
  /** How many neighbours each query has here: k, or the gallery's size when that is smaller. */
  k: number;
  /** Rows of the gallery, k for each query, nearest first. */
  indices: Int32Array;
  /** Their Euclidean distances. */
  distances: Float64Array;
}

/**
 * The k nearest rows of each query: exact, ties to the lower row.
 *
 * @param embeddings The queries: count x dim numbers, row after row.
 * @param options `dim`, `k` and, where the queries are not their own gallery, the gallery.
 * @returns Rows of the gallery and distances, k for each query.
 * @throws {RangeError} When a shape does not fit or k is not a positive integer.
 *
 * @example The two nearest of each of four points
 * ```ts
 * import { nearestNeighbours } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { indices } = await nearestNeighbours(Float32Array.of(0, 1, 3, 9), { dim: 1, k: 2 });
 * assertEquals([...indices], [1, 2, 0, 2, 1, 0, 2, 1]);
 * ```
 */
export async function nearestNeighbours(
  embeddings: Float32Array,
  options: NearestNeighboursOptions,
): Promise<Neighbours> {
  const { dim, k, gallery } = options;
  checkNumber(k, "k", { min: 1, integer: true });
  const rows = new Int32Array(embeddings.length / dim);
  const space = searchSpace(embeddings, rows, {
    dim,
    ...(gallery
      ? { gallery: { embeddings: gallery, labels: new Int32Array(gallery.length / dim) } }
      : {}),
  });
  return await searchHere(space, k);
}

/** Neighbours in plain TypeScript: one pass over the distances of each query. */
async function searchHere(space: SearchSpace, wanted: number): Promise<Neighbours> {
  const { queries, gallery, dim, within } = space;
  const count = queries.length / dim, rows = gallery.length / dim;
  const k = Math.min(wanted, within ? Math.max(rows - 1, 0) : rows);
  const indices = new Int32Array(count * k), squares = new Float64Array(count * k);
  if (k > 0) {
    await forEachQuery(queries, gallery, dim, (query, distances) => {
      const own = squares.subarray(query * k, (query + 1) * k).fill(Infinity);
      const ownRows = indices.subarray(query * k, (query + 1) * k);
      for (let row = 0; row < rows; row++) {
        // Rows come in order, so that an equal distance goes behind the ones already there.
        if (!(distances[row] < own[k - 1]) || (within && row === query)) continue;
        insert(own, ownRows, distances[row], row);
      }
    });
  }
  return { k, indices, distances: squares.map(Math.sqrt) };
}

/** Puts a distance into its place in a sorted list, behind equal ones; the last one falls out. */
function insert(sorted: Float64Array, rows: Int32Array, distance: number, row: number): void {
  let place = sorted.length - 1;
  while (place > 0 && sorted[place - 1] > distance) {
    sorted[place] = sorted[place - 1];
    rows[place] = rows[place - 1];
    place--;
  }
  sorted[place] = distance;
  rows[place] = row;
}
