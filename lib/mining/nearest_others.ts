import type { Distance } from "../checks/mod.ts";
import { nearestNeighbours, type Neighbours } from "../evaluation/nearest_neighbours.ts";
import { neighbourIndex } from "../evaluation/neighbour_index.ts";
import { takeRows } from "../evaluation/take_rows.ts";

/** Where and how the nearest samples of other classes are looked for. */
export interface OthersOptions {
  dim: number;
  distance?: Distance | undefined;
  candidates: number;
  search: "exact" | "index";
}

/** For each row of a class the nearest among the `others`, and their distances, nearest first. */
export type NearestOthers = (
  own: number[],
  others: () => number[],
) => Promise<[row: number, distance: number][][]>;

/** Readies that search: measures all, or asks one index of all rows, made by one thread to be repeatable. */
export async function nearestOthers(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  { dim, distance, candidates, search }: OthersOptions,
): Promise<NearestOthers> {
  const index = search === "index" &&
    await neighbourIndex(embeddings, { dim, distance, threads: 1 });
  const lists = ({ k, indices, distances }: Neighbours, count: number) =>
    Array.from({ length: count }, (_, i) =>
      Array.from({ length: k }, (_, j): [number, number] => {
        return [indices[i * k + j], distances[i * k + j]];
      }));
  return async (own, others) => {
    const queries = takeRows(embeddings, own, dim);
    if (index) {
      // Its own class may be nearest, all of it.
      const near = lists(index.search(queries, candidates + own.length), own.length).map((list) =>
        list.filter(([row]) => row >= 0 && labels[row] !== labels[own[0]]).slice(0, candidates)
      );
      if (near.every((list) => list.length > 0)) return near;
    }
    const rows = others(), gallery = takeRows(embeddings, rows, dim);
    const exact = await nearestNeighbours(queries, { dim, distance, k: candidates, gallery });
    return lists(exact, own.length)
      .map((list) => list.map(([at, distance]): [number, number] => [rows[at], distance]));
  };
}
