import { checkFlatMatrix, checkMetric, checkNumber, checkOptions } from "../checks/mod.ts";
import { refuseKind, refuseValue } from "../checks/mod.ts";
import { createHash } from "../host/node.ts";
import { asIndex, emptyGraph, type NeighbourIndex, type SearchEffort } from "./graph_index.ts";
import { drawQuestions } from "./index_questions.ts";
import type { RetrievalOptions } from "./search_space.ts";

/** Options of {@linkcode neighbourIndex}. */
export interface NeighbourIndexOptions
  extends SearchEffort, Pick<RetrievalOptions, "dim" | "distance"> {
  /** How many links a row has in the graph; more is better and slower. 16 by default. */
  links?: number;
  /** How many rows, drawn at random, tell the recall; two or more, 200 by default. */
  questions?: number;
  /** What the rows are, for `openNeighbourIndex` to compare; their SHA-256 by default. */
  source?: string;
  /** Is told the share of the rows that is in the graph, from 0 to 1. */
  progress?: (share: number) => void;
}

/** Rows that enter the graph between two turns of others. */
const ROWS_AT_ONCE = 2000;

/** Where the largest coordinate is below this, squares of differences are lost: all would tie at 0. */
const SMALLEST = 1e-12;

/**
 * An approximate search for collections that outgrow exact search: a graph of near rows (HNSW; Malkov
 * and Yashunin, 2016) by the vector engine usearch.
 *
 * It misses some neighbours, and every answer says how many: the nearest 100 of rows drawn at random are
 * found exactly, and the index is asked the same with the same effort (k above 100: the nearest 100). A
 * row is no neighbour of its own there, and rows as near as the true k-th, to float32's rounding, count
 * as true. The interval is Student's t over these rows; where all are found, down to 1 - 3 / questions.
 *
 * @param embeddings count x dim numbers, row after row.
 * @returns The index, in memory; `save` keeps it for `openNeighbourIndex`.
 * @throws {RangeError} When a shape does not fit, a number is out of range, the distance is unknown,
 * there are fewer than two rows, or all are below 1e-12, whose squares float32 does not hold.
 *
 * @example The nearest of four points
 * ```ts
 * import { neighbourIndex } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const index = await neighbourIndex(Float32Array.of(0, 1, 3, 9), { dim: 1 });
 * const { indices, recall } = index.search(Float32Array.of(2.9, 7), 1);
 * assertEquals([...indices], [2, 3]);
 * assertEquals(recall.mean, 1);
 * ```
 */
export async function neighbourIndex(
  embeddings: Float32Array,
  options: NeighbourIndexOptions,
): Promise<NeighbourIndex> {
  const { dim, links = 16, questions = 200, source, progress, ...how } = checkOptions(
    options,
    "dim distance links effort threads questions source progress",
  );
  const { distance = "euclidean", threads = 0 } = how;
  const { rows } = checkFlatMatrix(embeddings, dim, "embeddings");
  if (rows < 2) throw new RangeError(`embeddings: expected two rows or more, got ${rows}`);
  checkMetric({ distance });
  if (typeof (source ?? "") !== "string") refuseKind(source, "source", "a string");
  const largest = embeddings.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (distance === "euclidean" && largest > 0 && largest < SMALLEST) {
    const wanted = `a magnitude of ${SMALLEST} or more, as usearch squares in float32`;
    const mend = "multiply all by one number: who is nearest stays";
    refuseValue(`${largest} at most`, "embeddings", wanted, mend);
  }
  checkNumber(links, "links", { min: 2, max: 1024, integer: true });
  checkNumber(questions, "questions", { min: 2, integer: true });
  const graph = await emptyGraph({ dim, distance, links }, how);
  const sum = createHash("sha256");
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const some = embeddings.subarray(row * dim, (row + ROWS_AT_ONCE) * dim);
    const keys = BigUint64Array.from({ length: some.length / dim }, (_, i) => BigInt(row + i));
    graph.add(keys, some, threads);
    sum.update(new Uint8Array(some.buffer, some.byteOffset, some.byteLength));
    progress?.((row + keys.length) / rows);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const facts = {
    ...{ rows, dim, distance, links },
    source: source ?? sum.digest("hex"),
    questions: await drawQuestions(embeddings, { dim, distance, questions }),
  };
  return asIndex(graph, facts, threads);
}
