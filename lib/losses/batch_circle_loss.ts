import * as tf from "@tensorflow/tfjs";
import { circle } from "../operators/circle.ts";
import { type BatchCircleOptions, batchCircleOptions } from "../reference/batch_circle_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { circleLogits } from "./circle_loss.ts";
import { checkBatch, type LabelsInput } from "./internal/check_input.ts";
import { fusedLoss } from "./internal/mined_loss.ts";
import { maskedLogSumExp, nothing, pairs, softplus, unitRows } from "./internal/ops.ts";
import type { Reduced, Tensor2D } from "./tensors.ts";

/**
 * The CircleLoss of a batch, from labels and embeddings, which are normalised first. The rules
 * `"pooled"` (article 5) and `"per-anchor"` (the paper's eq. 6) are those of {@linkcode
 * import("../reference/batch_circle_loss.ts").batchCircleLoss}.
 *
 * Where the operator computes, rows come to length 1 in float64: else (and under any other reduction
 * than `"mean"`), in float32, the gradient is off by 1e-3 where points have collapsed to 1e-4 of
 * their length.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D], rows of any length
 * @returns a scalar, or for `reduction: "none"` a tensor of shape [B]; 0 with gradient 0 without a
 *   positive or without a negative pair
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { batchCircleLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * const loss = batchCircleLoss(tf.tensor2d([[2, 0], [0, 3], [-1, 0]]), [4, 4, 9], { gamma: 1 });
 * const expected = Math.log1p(Math.exp(0.9375) * (Math.exp(-0.0625) + 1));
 * assertAlmostEquals((await loss.data())[0], expected, 1e-6);
 * ```
 */
export function batchCircleLoss<R extends Reduction = "mean">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: BatchCircleOptions<R> = {},
): Reduced<R> {
  const batch = checkBatch(embeddings, labels);
  const { rows } = batch;
  const { rule, reduction, ...scales } = batchCircleOptions(options);
  return tf.tidy((): tf.Tensor => {
    if (rows === 0) return nothing(embeddings, reduction);
    if (reduction === "mean") {
      const options = { ...scales, rule, normalize: true };
      const fused = fusedLoss(embeddings, batch, (x, labels, more) => {
        return circle(x, labels, { ...options, ...more });
      });
      if (fused) return fused.loss;
    }
    const x = unitRows(embeddings);
    const classes = batch.tensor();
    const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
    const taken = pairs(rows, rule === "pooled" ? "less" : "notEqual");
    const isPositive = taken.mul(same) as Tensor2D;
    const isNegative = taken.mul(tf.sub(1, same)) as Tensor2D;
    const s = tf.matMul<Tensor2D>(x, x, false, true);

    // One row of all pairs, or one row an anchor.
    const inRows = (x: Tensor2D): Tensor2D => rule === "pooled" ? x.reshape([1, rows * rows]) : x;
    const positives = maskedLogSumExp(inRows(circleLogits("p", s, scales)), inRows(isPositive));
    const negatives = maskedLogSumExp(inRows(circleLogits("n", s, scales)), inRows(isNegative));
    const losses = softplus(positives.add(negatives));
    if (reduction === "none") return losses.squeeze([1]);
    if (reduction === "sum") return losses.sum();
    const hasBoth = inRows(isPositive).max(1).mul(inRows(isNegative).max(1));
    return losses.sum().div(hasBoth.sum().maximum(1));
  }) as Reduced<R>;
}
