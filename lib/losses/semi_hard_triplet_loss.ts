import * as tf from "@tensorflow/tfjs";
import { checkChoice, checkFlag, checkMargin } from "../checks/mod.ts";
import { SEMI_HARD_RULES, type SemiHardOptions } from "../reference/semi_hard_triplet_loss.ts";
import { batchLabels, type LabelsInput } from "./internal/batch_labels.ts";
import { checkEmbeddings } from "./internal/check_embeddings.ts";
import { distances } from "./internal/distances.ts";
import { nearestNegatives } from "./internal/nearest_negatives.ts";
import { nothing } from "./internal/nothing.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Scalar, Tensor2D } from "./tensors.ts";

/**
 * The loss with semi-hard negatives, those farther than the positive and inside the margin
 * (FaceNet, section 3.2), on tensors:
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * The rules `"all"` (the mean over every semi-hard triplet, as pytorch-metric-learning) and
 * `"nearest"` (one negative for each pair, as TensorFlow Addons) are those of
 * {@linkcode import("../reference/semi_hard_triplet_loss.ts").semiHardTripletLoss}. Which triplets
 * are taken is a constant to the gradient.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @param labels one integer a point: `number[]`, a typed array or a tensor of shape [B]
 * @param options margin; squared = false, rule = "all"
 * @returns a scalar, in the unit of the distances; 0 when there is nothing to take the mean over
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite (where it can be read at
 *   once), a label is not an integer, the margin is negative or not finite, or the rule is unknown
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { semiHardTripletLoss } from "#lib/losses/mod.ts";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const embeddings = tf.tensor2d([[0], [1], [2]]);
 * const loss = semiHardTripletLoss(embeddings, [7, 7, 8], { margin: 2 });
 * assertEquals((await loss.data())[0], 1);
 * ```
 */
export function semiHardTripletLoss(
  embeddings: Tensor2D,
  labels: LabelsInput,
  { margin, squared = false, rule = "all" }: SemiHardOptions,
): Scalar {
  const { rows } = checkEmbeddings(embeddings);
  const batch = batchLabels(labels, rows);
  checkMargin(margin);
  checkFlag(squared, "squared");
  checkChoice(rule, SEMI_HARD_RULES, "rule");
  return tf.tidy(() => {
    if (rows === 0) return nothing(embeddings);
    const d = distances(embeddings, squared);
    if (rule === "nearest") return nearestNegatives(d, batch, margin);
    const { sum, counts } = tripletSums(d, batch, margin, "semi-hard");
    return sum.div(counts.semiHard.toFloat().maximum(1));
  });
}
