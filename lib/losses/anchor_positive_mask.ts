import * as tf from "@tensorflow/tfjs";
import { batchLabels, type LabelsInput } from "./internal/check_input.ts";
import { pairs } from "./internal/ops.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * Which points may be the positive of which anchor (article 2): `mask[a][p]` is 1 when `a != p` and
 * `labels[a] == labels[p]`.
 *
 * @returns a bool tensor of shape [B, B]
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import { anchorPositiveMask } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await anchorPositiveMask([5, 5]).array(), [[0, 1], [1, 0]]);
 * ```
 */
export function anchorPositiveMask(labels: LabelsInput): Tensor2D {
  const batch = batchLabels(labels);
  return tf.tidy(() => {
    const classes = batch.tensor();
    const same = classes.expandDims(1).equal(classes.expandDims(0));
    return same.logicalAnd(pairs(classes.size, "notEqual").cast("bool")) as Tensor2D;
  });
}
