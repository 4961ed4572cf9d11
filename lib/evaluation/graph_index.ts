import { checkFlatMatrix, checkNumber, type Distance } from "../checks/mod.ts";
import { optionalPackage } from "../host/optional_package.ts";
import { type IndexFacts, writeIndex } from "./index_file.ts";
import { shareFound } from "./index_questions.ts";
import type { MeanInterval } from "./mean_interval.ts";
import type { Neighbours } from "./nearest_neighbours.ts";

type Usearch = typeof import("usearch");
type Graph = InstanceType<Usearch["Index"]>;
/** What it finds; of a single query no counts come, and no more keys than were found. */
type Found = { keys: BigUint64Array; distances: Float32Array; counts?: BigUint64Array };

/** Queries that it is asked at once. */
const AT_ONCE = 10_000;

/** How an index searches; the graph is the same. */
export interface SearchEffort {
  /** How many rows a search keeps in sight; more is better and slower. 64 by default. */
  effort?: number;
  /** Threads that build and search; all by default. With one the graph is the same each time. */
  threads?: number;
}

/** What {@linkcode NeighbourIndex} finds; where it finds fewer than k, row -1 at distance Infinity. */
export interface ApproximateNeighbours extends Neighbours {
  /** The share of the true k nearest that is found, with its 95 % interval. */
  recall: MeanInterval;
}

/** An index that `neighbourIndex` made, or `openNeighbourIndex` opened. */
export interface NeighbourIndex {
  /** How many rows it holds. */
  readonly size: number;
  /** Length of an embedding. */
  readonly dim: number;
  /** How it measures. */
  readonly distance: Distance;
  /** What its rows are: their SHA-256, or what `source` said. */
  readonly source: string;
  /** The k nearest rows of each query, as far as the index finds them, and their distances. */
  search(queries: Float32Array, k: number): ApproximateNeighbours;
  /** Writes the index to a file, whole or not at all, that usearch too reads in any of its languages. */
  save(path: string): Promise<void>;
}

export async function emptyGraph(
  { dim, distance, links }: Pick<IndexFacts, "dim" | "distance" | "links">,
  { effort = 64, threads = 0 }: SearchEffort,
): Promise<Graph> {
  checkNumber(effort, "effort", { min: 1, max: 1e6, integer: true });
  checkNumber(threads, "threads", { min: 0, max: 1024, integer: true });
  const { Index, MetricKind, ScalarKind } = await optionalPackage<Usearch>(
    "usearch",
    "approximate neighbours",
  );
  return new Index({
    dimensions: dim,
    // Its cosine distance of rows of zeros is the losses': 1, and 0 among them.
    metric: distance === "cosine" ? MetricKind.Cos : MetricKind.L2sq,
    quantization: ScalarKind.F32,
    connectivity: links,
    expansion_add: Math.max(128, effort),
    expansion_search: effort,
    multi: false,
  });
}

/** What is known of a graph and the graph, as one index. */
export function asIndex(graph: Graph, facts: IndexFacts, threads = 0): NeighbourIndex {
  const { rows, dim, distance, questions } = facts;
  const recalls = new Map<number, MeanInterval>();
  const search = (queries: Float32Array, k: number) => {
    const count = queries.length / dim;
    const indices = new Int32Array(count * k).fill(-1);
    const distances = new Float64Array(count * k).fill(Infinity);
    for (let query = 0; query < count; query += AT_ONCE) {
      const some = queries.subarray(query * dim, (query + AT_ONCE) * dim);
      const { keys, distances: measured, counts } = graph.search(some, k, threads) as Found;
      for (let i = 0; i < some.length / dim; i++) {
        for (let j = 0; j < Number(counts?.[i] ?? keys.length); j++) {
          const at = (query + i) * k + j, square = measured[i * k + j];
          indices[at] = Number(keys[i * k + j]);
          distances[at] = distance === "cosine" ? square : Math.sqrt(square);
        }
      }
    }
    return { k, indices, distances };
  };
  const recall = (k: number): MeanInterval => {
    const known = Math.min(k, questions.depth);
    if (!recalls.has(known)) {
      const found = search(Float32Array.from(questions.embeddings), known + 1);
      recalls.set(known, shareFound(questions, known, found));
    }
    return recalls.get(known)!;
  };
  return {
    ...{ size: rows, dim, distance, source: facts.source },
    search(queries, k): ApproximateNeighbours {
      checkFlatMatrix(queries, dim, "queries");
      checkNumber(k, "k", { min: 1, integer: true });
      return { ...search(queries, Math.min(k, rows)), recall: recall(k) };
    },
    save: (path) => writeIndex(path, facts, (draft) => graph.save(draft)),
  };
}
