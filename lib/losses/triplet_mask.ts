import * as tf from "@tensorflow/tfjs";
import { anchorNegativeMask } from "./anchor_negative_mask.ts";
import { anchorPositiveMask } from "./anchor_positive_mask.ts";
import type { LabelsInput } from "./internal/check_input.ts";
import type { Tensor3D } from "./tensors.ts";

/**
 * Which triplets are valid (articles 2 and 3): `mask[a][p][n]` is 1 when `a`, `p` and `n` are three
 * points, `labels[a] == labels[p]` and `labels[a] != labels[n]`.
 *
 * @returns a bool tensor of shape [B, B, B], 16 million entries for B = 256: the losses make none
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import { tripletMask } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * assertEquals((await tripletMask([5, 5, 8]).sum().data())[0], 2);
 * ```
 */
export function tripletMask(labels: LabelsInput): Tensor3D {
  return tf.tidy(() => {
    // A positive is no negative, so the three points differ.
    const isPositive = anchorPositiveMask(labels).expandDims(2);
    const isNegative = anchorNegativeMask(labels).expandDims(1);
    return isPositive.logicalAnd(isNegative) as Tensor3D;
  });
}
