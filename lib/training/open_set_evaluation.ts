import { checkLabels, checkList, checkMetric, checkOptions, refuseValue } from "../checks/mod.ts";
import { retrievalMetrics, type RetrievalMetricsOptions } from "../evaluation/retrieval_metrics.ts";
import { embedAll } from "./embed_all.ts";
import type { EmbeddingNetwork } from "./types.ts";

/** Options of {@linkcode openSetEvaluation}. */
export interface OpenSetEvaluationOptions extends Pick<RetrievalMetricsOptions, "ks" | "distance"> {
  /** The labels that were trained on: none of them may be among the unseen. */
  trained: ArrayLike<number>;
  /** Images of other classes, one after the other, and one integer for each. */
  unseen: { images: Float32Array; labels: Int32Array };
}

/**
 * How well are samples told apart whose classes the network has never seen? Each unseen image looks
 * for its class among all the other unseen images (`retrievalMetrics`, with its policies).
 *
 * @returns A function for the `evaluate` of `runTraining`, or to call on a network at any time: it
 * gives `recall1` (and so on for each k), `rPrecision` and `mapAtR`.
 * @throws {TypeError | RangeError} When labels are none, a class that was trained on is called unseen,
 * or k is no positive integer.
 *
 * @example A class that was trained on is not unseen
 * ```ts
 * import { openSetEvaluation } from "@triplet-lab/triplet-lab/training";
 * import { assertThrows } from "@std/assert";
 * const unseen = { images: new Float32Array(2), labels: Int32Array.of(6, 3) };
 * assertThrows(() => openSetEvaluation({ trained: [0, 1, 2, 3], unseen }), RangeError, "got 3");
 * ```
 */
export function openSetEvaluation(
  options: OpenSetEvaluationOptions,
): (network: EmbeddingNetwork) => Promise<Record<string, number>> {
  const { trained, unseen, ks = [1, 5, 10], distance } = checkOptions(
    options,
    "trained unseen ks distance",
  );
  checkList(ks, "ks", { min: 1, integer: true });
  checkMetric({ distance });
  checkLabels(trained, undefined, "trained");
  checkLabels(unseen?.labels, undefined, "unseen.labels");
  const known = new Set(Array.from(trained));
  const both = [...new Set(unseen.labels)].filter((label) => known.has(label));
  if (both.length > 0) {
    refuseValue(both.sort().join(", "), "unseen", "classes that were not trained on");
  }
  return async (network) => {
    const embeddings = await embedAll(network, unseen.images);
    const { dim } = network;
    const found = await retrievalMetrics(embeddings, unseen.labels, { dim, ks, distance });
    const { recall, rPrecision, mapAtR } = found;
    const recalls = Array.from(ks, (k) => [`recall${k}`, recall[k]]);
    return { ...Object.fromEntries(recalls), rPrecision, mapAtR };
  };
}
