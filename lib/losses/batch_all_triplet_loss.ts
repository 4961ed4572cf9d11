import { batchAll } from "../operators/batch_all.ts";
import { type BatchAllOptions, batchAllOptions } from "../reference/batch_all_triplet_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { checkBatch, type LabelsInput } from "./internal/check_input.ts";
import { distances } from "./internal/distances.ts";
import { minedLoss } from "./internal/mined_loss.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Tensor2D, TripletLossTensors } from "./tensors.ts";

/**
 * The batch-all loss of articles 2 and 3, over every valid triplet of a batch:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     loss = sum l / count(l > 0)         fractionPositive = count(l > 0) / count(valid)
 *
 * as {@linkcode import("../reference/batch_all_triplet_loss.ts").batchAllTripletLoss} defines it.
 * Where no operator computes it (and for `soft` or `"none"`) all that is kept for the gradient is a B
 * x B matrix: the slope of the sum to each distance is a number of triplets.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @returns scalars: the loss (for `reduction: "none"` a tensor of shape [B], the sum of each anchor's
 *   triplets), the fraction of positive triplets and the counts
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { batchAllTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const f = (x: tf.Tensor) => batchAllTripletLoss(x as tf.Tensor2D, [7, 7, 8], { margin: 2 }).loss;
 * const { value, grad } = tf.valueAndGrad(f)(tf.tensor2d([[0], [1], [2]]));
 * assertEquals([await value.array(), await grad.array()], [1.5, [[-0.5], [1.5], [-1]]]);
 * ```
 */
export function batchAllTripletLoss<R extends Reduction = "mean-non-zero">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: BatchAllOptions<R>,
): TripletLossTensors<R> {
  const batch = checkBatch(embeddings, labels);
  const { margin, soft, reduction, metric } = batchAllOptions(options);
  const over = soft ? "soft" : "positive";
  return minedLoss(embeddings, batch, {
    ...{ reduction, soft, over: "positive" },
    operator: (x, labels, more) => batchAll(x, labels, { margin, ...metric, ...more }),
    sums: () => tripletSums(distances(embeddings, metric), batch, margin, over),
  });
}
