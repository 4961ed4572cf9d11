import { checkLabels, checkNumber, checkOptions, expected } from "../checks/mod.ts";
import { nearestNeighbours } from "./nearest_neighbours.ts";

/** Options of {@linkcode neighboursOf}. */
export interface NeighboursOfOptions {
  /** Length of an embedding. */
  dim: number;
  /** The row whose neighbours are asked for. */
  query: number;
  /** How many. Default 5. */
  k?: number;
}

/** A neighbour of a query. */
export interface NeighbourOf {
  /** Its row. */
  row: number;
  /** How far it is. */
  distance: number;
  /** Whether it is of the query's class. */
  right: boolean;
}

/**
 * The nearest rows of one row among all the others, each right or wrong: what a reader is shown of a
 * retrieval. Exact, ties to the lower row.
 *
 * @param embeddings count x dim numbers, row after row.
 * @param labels One integer for each row.
 * @param options `dim`, the query, and how many.
 * @returns The neighbours, nearest first; fewer where there are fewer rows.
 * @throws {RangeError} When a shape does not fit or there is no such row.
 *
 * @example
 * ```ts
 * import { neighboursOf } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const found = await neighboursOf(Float32Array.of(0, 1, 3, 9), [0, 1, 0, 0], { dim: 1, query: 0, k: 2 });
 * assertEquals(found.map(({ row, right }) => [row, right]), [[1, false], [2, true]]);
 * ```
 */
export async function neighboursOf(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: NeighboursOfOptions,
): Promise<NeighbourOf[]> {
  const { dim, query, k = 5 } = checkOptions(options, "dim query k");
  checkNumber(k, "k", { min: 1, integer: true });
  checkLabels(labels, embeddings.length / dim, "labels");
  if (!(query in labels)) {
    throw new RangeError(expected("query", `a row from 0 to ${labels.length - 1}`, `${query}`));
  }
  const asked = embeddings.slice(query * dim, (query + 1) * dim);
  // One more, since the row itself is in the gallery, and not always first: others may lie on it.
  const found = await nearestNeighbours(asked, { dim, k: k + 1, gallery: embeddings });
  return Array.from(found.indices, (row, i) => ({
    row,
    distance: found.distances[i],
    right: labels[row] === labels[query],
  })).filter(({ row }) => row !== query).slice(0, k);
}
