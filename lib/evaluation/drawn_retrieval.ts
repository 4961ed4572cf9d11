import { checkLabelled, checkList, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import type { MeanInterval } from "./mean_interval.ts";
import { nearestNeighbours, type NearestNeighboursOptions } from "./nearest_neighbours.ts";
import { forEachQueryRanks } from "./positive_ranks.ts";
import { onlyLoneQueries, type RetrievalMetricsOptions } from "./retrieval_metrics.ts";
import { classSizes, searchSpace } from "./search_space.ts";
import { shareInterval } from "./share_interval.ts";
import { takeRows } from "./take_rows.ts";

/** Options of {@linkcode drawnRetrieval}. */
export interface DrawnRetrievalOptions
  extends
    Pick<RetrievalMetricsOptions, "dim" | "distance" | "ks">,
    Pick<NearestNeighboursOptions, "progress"> {
  /** How many rows are drawn as queries; all when there are fewer. */
  queries: number;
  /** Which: the same seed draws the same rows. Default 1. */
  seed?: number;
}

/** What {@linkcode drawnRetrieval} finds. */
export interface DrawnRetrieval {
  /** How many queries the means are over. */
  queries: number;
  /** How many more were drawn that have no other sample of their class, and count nothing. */
  lone: number;
  /** Recall@k for each k, with the interval that holds the whole collection's in 95 of 100 draws. */
  recall: Record<number, MeanInterval>;
  /** MAP@R likewise. */
  mapAtR: MeanInterval;
}

/** Neighbours in memory at once. */
const NEIGHBOURS_AT_ONCE = 32e6;

/**
 * Recall@k and MAP@R of a collection that is too large to ask every row: a random sample of the rows
 * are the queries, all other rows their gallery. Each answer is exact, as `nearestNeighbours` gives it;
 * only which queries are asked is chance, and the intervals say how much that is: Student's t, times
 * sqrt(1 - the share that is asked), and where all queries are answered alike 3 / queries.
 *
 * @param embeddings count x dim numbers, row after row.
 * @throws {RangeError} When a shape does not fit, a number is out of range, or fewer than two of the
 * drawn queries have another sample of their class.
 *
 * @example Two heaps that lie apart
 * ```ts
 * import { drawnRetrieval } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const heaps = Float32Array.from({ length: 100 }, (_, i) => i % 2 * 1000 + i);
 * const labels = Int32Array.from({ length: 100 }, (_, i) => i % 2);
 * const { recall, mapAtR } = await drawnRetrieval(heaps, labels, { dim: 1, queries: 10, ks: [1] });
 * assertEquals([recall[1].mean, mapAtR.mean], [1, 1]);
 * ```
 */
export async function drawnRetrieval(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: DrawnRetrievalOptions,
): Promise<DrawnRetrieval> {
  const { dim, queries, seed = 1, ks = [1, 5, 10], distance, progress } = checkOptions(
    options,
    "dim queries seed ks distance progress",
  );
  const rows = checkLabelled(embeddings, labels, { dim });
  checkNumber(queries, "queries", { min: 2, integer: true });
  checkList(ks, "ks", { min: 1, integer: true });
  if (ks.length === 0) refuseValue("none", "ks", "one k or more");

  const sizes = classSizes(labels);
  const sizeOf = (row: number) => sizes.get(labels[row])!;
  const drawn = seededRandom(seed).shuffle([...Array(rows).keys()]).slice(0, queries);
  const asked = drawn.filter((row) => sizeOf(row) > 1);
  if (asked.length < 2) throw onlyLoneQueries(drawn.length);
  const firsts: number[] = [], precisions: number[] = [];
  const count = (ranks: Int32Array, R: number) => {
    const sum = ranks.reduce((sum, rank, j) => rank <= R ? sum + (j + 1) / rank : sum, 0);
    firsts.push(ranks[0] ?? Infinity);
    precisions.push(sum / R);
  };
  const done = (more = 0) => progress?.((firsts.length + more) / asked.length);
  // A row is among its own neighbours: as many as its class has, or one more than k. Where so many are
  // dear to keep sorted, the ranks of its class come from all distances instead.
  const wanted = (row: number) => Math.max(sizeOf(row), Math.max(...ks) + 1);
  const listed = (row: number) => wanted(row) ** 2 <= Math.max(1e4, rows * dim / 2);
  const few = asked.filter(listed), many = asked.filter((row) => !listed(row));
  const k = few.reduce((k, row) => Math.max(k, wanted(row)), 1);
  const atOnce = Math.ceil(NEIGHBOURS_AT_ONCE / k);
  for (let from = 0; from < few.length; from += atOnce) {
    const some = few.slice(from, from + atOnce), own = takeRows(embeddings, some, dim);
    const told = (share: number) => done(share * some.length);
    const how = { dim, k, gallery: embeddings, distance, progress: told };
    const near = await nearestNeighbours(own, how);
    some.forEach((query, i) => {
      const others = near.indices.subarray(i * near.k, (i + 1) * near.k).filter((r) => r !== query);
      const ranks = others.map((row, j) => labels[row] === labels[query] ? j + 1 : 0);
      count(ranks.filter((rank) => rank > 0), sizeOf(query) - 1);
    });
  }
  if (many.length > 0) {
    const space = searchSpace(embeddings, labels, { dim, distance });
    await forEachQueryRanks(space, (_, ranks) => {
      count(ranks, ranks.length);
      done();
    }, { which: many });
  }
  const interval = (shares: number[]) => shareInterval(shares, drawn.length / rows);
  const recallAt = (k: number) => interval(firsts.map((first) => first <= k ? 1 : 0));
  return {
    queries: asked.length,
    lone: drawn.length - asked.length,
    recall: Object.fromEntries(Array.from(ks, (k) => [k, recallAt(k)])),
    mapAtR: interval(precisions),
  };
}
