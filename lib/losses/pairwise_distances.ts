import * as tf from "@tensorflow/tfjs";
import { checkMetric, checkOptions, type DistanceOptions } from "../checks/mod.ts";
import { checkEmbeddings } from "./internal/check_input.ts";
import { distances } from "./internal/distances.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * The Euclidean distances between all points of a batch, `d_ij = ||x_i - x_j||`, their squares, or
 * the cosine distances `1 - x_i . x_j / (||x_i|| ||x_j||)`; by differences, as in float32 the Gram
 * matrix of article 2 has no digit left for points that are close together or far from the origin.
 *
 * The gradient is `sum_j (w_ij + w_ji) (x_i - x_j)` with `w_ij = g_ij / d_ij`, or `2 g_ij` for
 * squares, where `g` is the gradient that arrives. At distance 0, where a plain `sqrt` gives
 * infinity, it is 0.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @returns a tensor of shape [B, B], symmetric, never negative, exactly 0 for equal points, also
 *   for the cosine distance of two rows of zeros, which sentence-transformers has as 1
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { pairwiseDistances } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await pairwiseDistances(tf.tensor2d([[0], [5]])).array(), [[0, 5], [5, 0]]);
 * ```
 */
export function pairwiseDistances(embeddings: Tensor2D, options: DistanceOptions = {}): Tensor2D {
  const metric = checkOptions(options, "squared distance");
  checkEmbeddings(embeddings);
  checkMetric(metric);
  const empty = embeddings.shape[0] === 0;
  return tf.tidy(() => empty ? tf.zeros([0, 0]) : distances(embeddings, metric));
}
