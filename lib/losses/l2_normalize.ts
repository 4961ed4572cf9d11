import * as tf from "@tensorflow/tfjs";
import { checkEmbeddings } from "./internal/check_input.ts";
import { unitRows } from "./internal/ops.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * Rows of length 1, `u = x / ||x||`. The gradient is `(g - (g . u) u) / ||x||`; a row of zeros has no
 * direction, stays zeros and has gradient 0, where TensorFlow.js's `norm` gives NaN.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @returns a tensor of the same shape
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { l2Normalize } from "@triplet-lab/triplet-lab/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * const [[x], [zero]] = await l2Normalize(tf.tensor2d([[3, 4], [0, 0]])).array();
 * assertAlmostEquals(x + zero, 0.6, 1e-6);
 * ```
 */
export function l2Normalize(embeddings: Tensor2D): Tensor2D {
  checkEmbeddings(embeddings);
  return tf.tidy(() => unitRows(embeddings));
}
