import * as tf from "@tensorflow/tfjs";
import { checkFlag, checkMargin } from "../checks/mod.ts";
import type { SemiHardOptions } from "../reference/semi_hard_triplet_loss.ts";
import { batchLabels, type LabelsInput } from "./internal/batch_labels.ts";
import { checkEmbeddings } from "./internal/check_embeddings.ts";
import { distances } from "./internal/distances.ts";
import { nothing } from "./internal/nothing.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Scalar, Tensor2D } from "./tensors.ts";

/**
 * The loss over the semi-hard triplets of a batch (FaceNet, section 3.2) on tensors:
 *
 *     loss = mean over { (a, p, n) : d(a, p) < d(a, n) < d(a, p) + margin } of d(a, p) - d(a, n) + margin
 *
 * The definition of {@linkcode import("../reference/semi_hard_triplet_loss.ts").semiHardTripletLoss}. Which
 * triplets are semi-hard is a constant to the gradient.
 *
 * @param labels one integer a point: `number[]`, a typed array or a tensor of shape [B]
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @param options margin; squared = false
 * @returns a scalar, in the unit of the distances; 0 when no triplet is semi-hard
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite (where it can be read at once), a
 *   label is not an integer, or the margin is negative or not finite
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { semiHardTripletLoss } from "#lib/losses/mod.ts";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const embeddings = tf.tensor2d([[0], [1], [2]]);
 * const loss = semiHardTripletLoss([7, 7, 8], embeddings, { margin: 2 });
 * assertEquals((await loss.data())[0], 1);
 * ```
 */
export function semiHardTripletLoss(
  labels: LabelsInput,
  embeddings: Tensor2D,
  { margin, squared = false }: SemiHardOptions,
): Scalar {
  const { rows } = checkEmbeddings(embeddings);
  const batch = batchLabels(labels, rows);
  checkMargin(margin);
  checkFlag(squared, "squared");
  return tf.tidy(() => {
    if (rows === 0) return nothing(embeddings);
    const d = distances(embeddings, squared);
    const { sum, counts } = tripletSums(d, batch, margin, "semi-hard");
    return sum.div(counts.semiHard.toFloat().maximum(1));
  });
}
