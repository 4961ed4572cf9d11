import { checkChoice, checkFlatMatrix, checkNumber, checkOptions } from "../checks/mod.ts";
import { deviceIsFast, forEachCandidates } from "./device_search.ts";
import { ofSquare, type RetrievalOptions, type SearchSpace, searchSpace } from "./search_space.ts";
import { squaredDistance } from "../reference/squared_distances.ts";
import { forEachQuery } from "./for_each_query.ts";

/** Options of {@linkcode nearestNeighbours}. */
export interface NearestNeighboursOptions extends Pick<RetrievalOptions, "dim" | "distance"> {
  /** How many neighbours of each query to find; fewer are given when the gallery is smaller. */
  k: number;
  /** Where to look, row after row; among all the other rows of the queries by default. */
  gallery?: Float32Array;
  /**
   * `"device"` lets TensorFlow.js propose candidates, which are then proved complete; `"plain"` measures
   * everything here, to the same answer. `"auto"` (the default) takes the device where it is faster.
   */
  engine?: "auto" | "device" | "plain";
  /** Is told the share of the queries that is done, from 0 to 1. */
  progress?: (share: number) => void;
}

/** What {@linkcode nearestNeighbours} finds. */
export interface Neighbours {
  /** How many neighbours each query has here: k, or the gallery's size when that is smaller. */
  k: number;
  /** Rows of the gallery, k for each query, nearest first. */
  indices: Int32Array;
  /** Their distances. */
  distances: Float64Array;
}

/**
 * The k nearest rows of each query: exact, ties to the lower row.
 *
 * @param embeddings The queries: count x dim numbers, row after row.
 * @throws {RangeError} When a shape does not fit or k is not a positive integer.
 *
 * @example The two nearest of each of four points
 * ```ts
 * import { nearestNeighbours } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const { indices } = await nearestNeighbours(Float32Array.of(0, 1, 3, 9), { dim: 1, k: 2 });
 * assertEquals([...indices], [1, 2, 0, 2, 1, 0, 2, 1]);
 * ```
 */
export async function nearestNeighbours(
  embeddings: Float32Array,
  options: NearestNeighboursOptions,
): Promise<Neighbours> {
  const { dim, k, gallery, engine = "auto", distance, progress } = checkOptions(
    options,
    "dim k gallery engine distance progress",
  );
  checkChoice(engine, ["auto", "device", "plain"], "engine");
  checkNumber(k, "k", { min: 1, integer: true });
  const unlabelled = (embeddings: Float32Array, name: string) => (
    { embeddings, labels: new Int32Array(checkFlatMatrix(embeddings, dim, name).rows) }
  );
  const { labels } = unlabelled(embeddings, "embeddings");
  const others = gallery === undefined ? gallery : unlabelled(gallery, "gallery");
  const space = searchSpace(embeddings, labels, { dim, distance, gallery: others });
  const device = engine === "device" || (engine === "auto" && deviceIsFast(space));
  const found = await search(space, k, device, progress);
  return { ...found, distances: found.distances.map((square) => ofSquare(square, distance)) };
}

async function search(
  space: SearchSpace,
  wanted: number,
  device: boolean,
  progress?: (share: number) => void,
): Promise<Neighbours> {
  const { queries, gallery, dim, within } = space;
  const count = space.queryLabels.length, rows = space.galleryLabels.length;
  const k = Math.min(wanted, within ? Math.max(rows - 1, 0) : rows);
  const indices = new Int32Array(count * k), squares = new Float64Array(count * k);
  const found: Neighbours = { k, indices, distances: squares };
  if (k === 0) return found;

  /** Rows have to come in ascending order, so that an equal distance goes behind those there. */
  const own = (query: number) => ({
    squares: squares.subarray(query * k, (query + 1) * k).fill(Infinity),
    rows: indices.subarray(query * k, (query + 1) * k),
  });
  const scan = (query: number, distances: Float64Array) => {
    const nearest = own(query);
    for (let row = 0; row < rows; row++) {
      if (!(distances[row] < nearest.squares[k - 1]) || (within && row === query)) continue;
      insert(nearest.squares, nearest.rows, distances[row], row);
    }
  };
  const settle = (query: number, candidates: Int32Array, complete: number): boolean => {
    const nearest = own(query);
    for (const row of candidates) {
      if (within && row === query) continue;
      const square = squaredDistance(queries, query, gallery, row, dim);
      if (square < nearest.squares[k - 1]) insert(nearest.squares, nearest.rows, square, row);
    }
    return nearest.squares[k - 1] < complete;
  };

  const which = device ? await forEachCandidates(space, k, settle, progress) : undefined;
  if (which?.length !== 0) await forEachQuery(queries, gallery, dim, scan, { which, progress });
  return found;
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
