import * as tf from "@tensorflow/tfjs";
import { semiHard } from "../operators/semi_hard.ts";
import { type SemiHardOptions, semiHardOptions } from "../reference/semi_hard_triplet_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { type BatchLabels, checkBatch, type LabelsInput } from "./internal/check_input.ts";
import { distances } from "./internal/distances.ts";
import { minedLoss } from "./internal/mined_loss.ts";
import { pairNegatives } from "./internal/pair_negatives.ts";
import type { TripletSums } from "./internal/triplet_slopes.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Scalar, Tensor2D, TripletLossTensors } from "./tensors.ts";

/**
 * The loss with semi-hard negatives, those farther than the positive and inside the margin (FaceNet,
 * section 3.2):
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * The rules `"all"` (the mean over every semi-hard triplet, as pytorch-metric-learning), `"nearest"`
 * (one negative for each pair, as TensorFlow Addons) and `"random"` (one semi-hard negative for each
 * pair that has one, drawn by `seed`, as FaceNet) are those of {@linkcode
 * import("../reference/semi_hard_triplet_loss.ts").semiHardTripletLoss}. Which triplets are taken is
 * a constant to the gradient.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @returns scalars: the loss (for `reduction: "none"` a tensor of shape [B], the sum of each anchor's
 *   triplets), the fraction and the counts of the triplets that the rule takes
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { semiHardTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const { loss } = semiHardTripletLoss(tf.tensor2d([[0], [1], [2]]), [7, 7, 8], { margin: 2 });
 * assertEquals((await loss.data())[0], 1);
 * ```
 */
export function semiHardTripletLoss<R extends Reduction = "mean">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: SemiHardOptions<R>,
): TripletLossTensors<R> {
  const batch = checkBatch(embeddings, labels);
  const { margin, rule, seed, reduction, metric } = semiHardOptions(options);
  return minedLoss(embeddings, batch, {
    ...{ reduction, over: "valid" },
    operator: (x, labels, more) => semiHard(x, labels, { margin, ...metric, rule, seed, ...more }),
    sums() {
      const d = distances(embeddings, metric);
      if (rule === "all") return everySemiHard(d, batch, margin);
      return pairNegatives(d, batch, margin, rule, seed);
    },
  });
}

function everySemiHard(d: Tensor2D, batch: BatchLabels, margin: number): TripletSums {
  const { sums, counts: { semiHard } } = tripletSums(d, batch, margin, "semi-hard");
  const all = (): Scalar => semiHard.clone();
  const none = (): Scalar => tf.zerosLike(semiHard);
  return { sums, counts: { valid: all(), positive: all(), easy: none(), semiHard, hard: none() } };
}
