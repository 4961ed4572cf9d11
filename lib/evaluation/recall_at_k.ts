import { checkNumber, checkOptions } from "../checks/mod.ts";
import { nearestNeighbours } from "./nearest_neighbours.ts";
import { onlyLoneQueries } from "./retrieval_metrics.ts";
import { classSizes, type RetrievalOptions, searchSpace } from "./search_space.ts";

/**
 * Recall@k: the share of queries with at least one sample of their class among their k nearest
 * neighbours. Policies as in `retrievalMetrics`; exact, and the metric to use on large sets.
 *
 * @throws {RangeError} As `retrievalMetrics` does.
 *
 * @example Two pairs, one of them torn apart
 * ```ts
 * import { recallAtK } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await recallAtK(Float32Array.of(0, 1, 3, 9), [7, 7, 8, 8], { k: 1, dim: 1 }), 0.75);
 * ```
 */
export async function recallAtK(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: RetrievalOptions & { k: number },
): Promise<number> {
  const { k, ...where } = checkOptions(options, "k dim gallery lone distance");
  const { gallery, lone = "skip", ...how } = where;
  checkNumber(k, "k", { min: 1, integer: true });
  const space = searchSpace(embeddings, labels, where);
  const classes = classSizes(space.galleryLabels);
  const found = await nearestNeighbours(embeddings, { ...how, k, gallery: gallery?.embeddings });
  let queries = 0, hits = 0;
  for (let query = 0; query < labels.length; query++) {
    const others = (classes.get(labels[query]) ?? 0) - (space.within ? 1 : 0);
    if (others === 0 && lone === "skip") continue;
    queries++;
    const near = found.indices.subarray(query * found.k, (query + 1) * found.k);
    if (near.some((row) => space.galleryLabels[row] === labels[query])) hits++;
  }
  if (queries === 0) throw onlyLoneQueries(labels.length);
  return hits / queries;
}
