import { optionalPackage } from "../host/optional_package.ts";
import {
  checkFlatMatrix,
  checkMetric,
  checkNumber,
  checkOptions,
  type Distance,
} from "../checks/mod.ts";
import type { Neighbours } from "./nearest_neighbours.ts";

/** Options of {@linkcode neighbourIndex}. */
export interface NeighbourIndexOptions {
  /** Length of an embedding. */
  dim: number;
  /** `"euclidean"` (the default) or `"cosine"`: `1 - cos` of the angle, as in the losses. */
  distance?: Distance;
  /** How many links a row has in the graph; more is better and slower. 16 by default. */
  links?: number;
  /** How many rows a search keeps in sight; more is better and slower. 64 by default. */
  effort?: number;
  /** Threads that build and search; all by default. With one the graph is the same each time. */
  threads?: number;
}

/** An index that {@linkcode neighbourIndex} made. */
export interface NeighbourIndex {
  /** How many rows it holds. */
  readonly size: number;
  /** The k nearest rows of each query, as far as the index finds them, and their distances. */
  search(queries: Float32Array, k: number): Neighbours;
  /** Writes the index to a file that usearch reads, in any of its languages. */
  save(path: string): void;
}

/**
 * An approximate search for collections that outgrow exact search: a graph of near rows (HNSW; Malkov
 * and Yashunin, 2016) by the vector engine usearch. It misses some neighbours: compare with
 * `nearestNeighbours` on a few queries, as `deno task neighbours --check` does.
 *
 * @param embeddings The rows: count x dim numbers.
 * @param options `dim`, which distance and how much to search.
 * @returns The index.
 * @throws {RangeError} When a shape does not fit, a number is out of range or the distance is unknown.
 *
 * @example The nearest of four points
 * ```ts
 * import { neighbourIndex } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const index = await neighbourIndex(Float32Array.of(0, 1, 3, 9), { dim: 1 });
 * assertEquals([...index.search(Float32Array.of(2.9, 7), 1).indices], [2, 3]);
 * ```
 */
export async function neighbourIndex(
  embeddings: Float32Array,
  options: NeighbourIndexOptions,
): Promise<NeighbourIndex> {
  const { dim, distance, links = 16, effort = 64, threads = 0 } = checkOptions(
    options,
    "dim distance links effort threads",
  );
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  checkMetric({ distance });
  checkNumber(links, "links", { min: 2, integer: true });
  checkNumber(effort, "effort", { min: 1, integer: true });
  checkNumber(threads, "threads", { min: 0, integer: true });
  const { Index, MetricKind, ScalarKind } = await optionalPackage<typeof import("usearch")>(
    "usearch",
    "approximate neighbours",
  );
  const cosine = distance === "cosine";
  const index = new Index({
    dimensions: dim,
    // Its cosine distance of rows of zeros is the losses': 1, and 0 among them.
    metric: cosine ? MetricKind.Cos : MetricKind.L2sq,
    quantization: ScalarKind.F32,
    connectivity: links,
    expansion_add: Math.max(128, effort),
    expansion_search: effort,
    multi: false,
  });
  if (rows > 0) {
    index.add(BigUint64Array.from({ length: rows }, (_, i) => BigInt(i)), embeddings, threads);
  }
  return {
    size: rows,
    search(queries, k) {
      const { rows: count } = checkFlatMatrix(queries, dim, "queries");
      checkNumber(k, "k", { min: 1, integer: true });
      const found = Math.min(k, rows);
      const indices = new Int32Array(count * found), distances = new Float64Array(count * found);
      if (indices.length > 0) {
        const { keys, distances: measured } = index.search(queries, found, threads);
        for (let i = 0; i < indices.length; i++) {
          indices[i] = Number(keys[i]);
          distances[i] = cosine ? measured[i] : Math.sqrt(measured[i]);
        }
      }
      return { k: found, indices, distances };
    },
    save: (path) => index.save(path),
  };
}
