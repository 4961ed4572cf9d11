import { checkOptions } from "../checks/mod.ts";
import type { AtKOptions } from "./recall_at_k.ts";
import { retrievalMetrics } from "./retrieval_metrics.ts";

/**
 * Precision@k: the share of the k nearest neighbours that are of the query's class, averaged over
 * the queries. It divides by k even where the gallery is smaller than k.
 * Policies as in `retrievalMetrics`, which gives all of them in one pass.
 *
 * @param embeddings The queries: count x dim numbers, row after row.
 * @param labels One integer for each query.
 * @param options `k`, `dim`, a gallery of its own, and what a lone query counts.
 * @returns A number between 0 and 1.
 * @throws {RangeError} As `retrievalMetrics` does.
 *
 * @example Two pairs, one of them torn apart
 * ```ts
 * import { precisionAtK } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await precisionAtK(Float32Array.of(0, 1, 3, 9), [7, 7, 8, 8], { k: 2, dim: 1 }), 0.375);
 * ```
 */
export async function precisionAtK(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: AtKOptions,
): Promise<number> {
  const { k, ...rest } = checkOptions(options, "k dim gallery lone");
  return (await retrievalMetrics(embeddings, labels, { ...rest, ks: [k] })).precision[k];
}
