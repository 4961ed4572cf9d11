import { checkOptions } from "../checks/mod.ts";
import { retrievalMetrics } from "./retrieval_metrics.ts";
import type { RetrievalOptions } from "./search_space.ts";

/**
 * MAP@R: for a query with R samples of its class in the gallery, the precision at each rank up to R
 * that holds such a sample, summed and divided by R; averaged over the queries (Musgrave and others,
 * 2020, section 3.2). Policies as in `retrievalMetrics`, which gives all of them in one pass.
 *
 * @throws {RangeError} As `retrievalMetrics` does.
 *
 * @example Two pairs, one of them torn apart
 * ```ts
 * import { mapAtR } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await mapAtR(Float32Array.of(0, 1, 3, 9), [7, 7, 8, 8], { dim: 1 }), 0.75);
 * ```
 */
export async function mapAtR(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: RetrievalOptions,
): Promise<number> {
  const where = checkOptions(options, "dim gallery lone distance");
  return (await retrievalMetrics(embeddings, labels, { ...where, ks: [] })).mapAtR;
}
