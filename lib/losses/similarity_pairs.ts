import * as tf from "@tensorflow/tfjs";
import { expected } from "../checks/mod.ts";
import { checkBatch, type LabelsInput } from "./internal/check_input.ts";
import { withGradient } from "./internal/ops.ts";
import type { Tensor1D, Tensor2D } from "./tensors.ts";

/** The similarities of a batch, apart by whether the two points are of one class, as tensors. */
export interface SimilarityPairTensors {
  /** Of the pairs of one class. */
  readonly sp: Tensor1D;
  /** Of the pairs of two classes. */
  readonly sn: Tensor1D;
}

/**
 * The similarities `x_i . x_j` of all pairs `i < j` (article 5, `convert_label_to_similarity`), in
 * the order of the flattened upper triangle, as {@linkcode
 * import("../reference/similarity_pairs.ts").similarityPairs} has them. Differentiable.
 *
 * How long the two vectors are depends on the labels: on a backend that cannot be read at once, hand
 * them over as numbers. (`batchCircleLoss` has no such need.)
 *
 * @param normedFeatures the points, a float32 tensor of shape [B, D], rows of length 1 as
 *   `l2Normalize` leaves them
 * @returns two tensors of rank 1, together `B (B - 1) / 2` entries
 * @throws {TypeError | RangeError} as in `reference`, and for labels in a tensor on `"webgpu"`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { similarityPairs } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const { sp, sn } = similarityPairs(tf.tensor2d([[1, 0], [0, 1], [-1, 0]]), [4, 4, 9]);
 * assertEquals([await sp.array(), await sn.array()], [[0], [-1, 0]]);
 * ```
 */
export function similarityPairs(
  normedFeatures: Tensor2D,
  labels: LabelsInput,
): SimilarityPairTensors {
  const { rows, list } = checkBatch(normedFeatures, labels, "normedFeatures");
  if (list === null) {
    const hint = "how many pairs there are depends on the labels";
    throw new TypeError(expected("labels", "a list of integers", "a tensor on the device", hint));
  }
  const within: number[] = [];
  const between: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) (list[i] === list[j] ? within : between).push(i * rows + j);
  }
  return tf.tidy(() => {
    const similarities = tf.matMul(normedFeatures, normedFeatures, false, true).flatten();
    return { sp: take(similarities, within), sn: take(similarities, between) };
  });
}

/** `x[indices]`, each index at most once: of `gather` WebAssembly has the gradient by `useBackend` alone. */
function take(x: Tensor1D, indices: number[]): Tensor1D {
  const none = indices.length === 0; // and still a function of x, whose gradient may be asked for
  return withGradient<Tensor1D, Tensor1D>(
    x,
    (x) => ({ value: none ? tf.tensor1d([]) : x.gather(tf.tensor1d(indices, "int32")), keep: [] }),
    (dy) => {
      if (none) return tf.zeros([x.size]);
      return tf.scatterND(tf.tensor2d(indices, [indices.length, 1], "int32"), dy, [x.size]);
    },
  );
}
