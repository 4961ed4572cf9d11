import * as tf from "@tensorflow/tfjs";
import { batchLabels, type LabelsInput } from "./internal/check_input.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * Which points may be the negative of which anchor (article 2): `mask[a][n]` is 1 when
 * `labels[a] != labels[n]`.
 *
 * @returns a bool tensor of shape [B, B]
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import { anchorNegativeMask } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await anchorNegativeMask([5, 8]).array(), [[0, 1], [1, 0]]);
 * ```
 */
export function anchorNegativeMask(labels: LabelsInput): Tensor2D {
  const batch = batchLabels(labels);
  return tf.tidy(() => {
    const classes = batch.tensor();
    return classes.expandDims(1).notEqual(classes.expandDims(0)) as Tensor2D;
  });
}
