import * as tf from "@tensorflow/tfjs";
import { semiHard } from "../operators/semi_hard.ts";
import { type SemiHardOptions, semiHardOptions } from "../reference/semi_hard_triplet_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { type BatchLabels, batchLabels, type LabelsInput } from "./internal/batch_labels.ts";
import { checkEmbeddings } from "./internal/check_embeddings.ts";
import { distances } from "./internal/distances.ts";
import { fusedLoss } from "./internal/fused_loss.ts";
import { isHostReadable } from "./internal/host.ts";
import { pairNegatives } from "./internal/pair_negatives.ts";
import { lossOfMean, lossOfNothing, lossOfSums } from "./internal/triplet_loss.ts";
import type { TripletSums } from "./internal/triplet_sum_types.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Scalar, Tensor2D } from "./tensors.ts";
import type { TripletLossTensors } from "./triplet_loss_tensors.ts";

/**
 * The loss with semi-hard negatives, those farther than the positive and inside the margin
 * (FaceNet, section 3.2), on tensors:
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * The rules `"all"` (the mean over every semi-hard triplet, as pytorch-metric-learning),
 * `"nearest"` (one negative for each pair, as TensorFlow Addons) and `"random"` (one semi-hard
 * negative for each pair that has one, drawn by `seed`, as FaceNet) are those of
 * {@linkcode import("../reference/semi_hard_triplet_loss.ts").semiHardTripletLoss}. Which triplets
 * are taken is a constant to the gradient.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @param labels one integer a point: `number[]`, a typed array or a tensor of shape [B]
 * @param options margin; squared = false, distance = "euclidean", rule = "all", seed = 0,
 *   reduction = "mean" (or "sum", "mean-non-zero", "none")
 * @returns scalars: the loss, in the unit of the distances (0 when there is nothing to take the mean
 *   over; for `reduction: "none"` a tensor of shape [B], the sum of each anchor's triplets), the
 *   fraction and the counts of the triplets that the rule takes
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite (where it can be read at
 *   once), a label is not an integer, the margin is negative or not finite, the rule is unknown, or
 *   the seed is no integer from 0 to 2^32 - 1
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { semiHardTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const embeddings = tf.tensor2d([[0], [1], [2]]);
 * const { loss, counts } = semiHardTripletLoss(embeddings, [7, 7, 8], { margin: 2 });
 * assertEquals((await loss.data())[0], 1);
 * assertEquals((await counts.semiHard.data())[0], 1);
 * ```
 */
export function semiHardTripletLoss<R extends Reduction = "mean">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: SemiHardOptions<R>,
): TripletLossTensors<R> {
  const { rows, columns } = checkEmbeddings(embeddings);
  const batch = batchLabels(labels, rows);
  const { margin, rule, seed, reduction, metric } = semiHardOptions(options);
  return tf.tidy(() => {
    if (rows === 0) return lossOfNothing(embeddings, reduction);
    const { list } = batch;
    if (reduction !== "none" && list && isHostReadable()) {
      const options = { dim: columns, margin, ...metric, rule, seed };
      const { loss, outcome: { counts } } = fusedLoss(
        embeddings,
        (x, gradient) => semiHard(x, list, { ...options, gradient }),
      );
      return lossOfMean(loss, "valid", counts, reduction);
    }
    const d = distances(embeddings, metric);
    const sums = rule === "all"
      ? everySemiHard(d, batch, margin)
      : pairNegatives(d, batch, { margin, rule, seed });
    return lossOfSums(sums, reduction);
  });
}

/** Of the valid triplets the semi-hard alone. */
function everySemiHard(d: Tensor2D, batch: BatchLabels, margin: number): TripletSums {
  const { sums, counts: { semiHard } } = tripletSums(d, batch, margin, "semi-hard");
  const all = (): Scalar => semiHard.clone();
  const none = (): Scalar => tf.zerosLike(semiHard);
  return { sums, counts: { valid: all(), positive: all(), easy: none(), semiHard, hard: none() } };
}
