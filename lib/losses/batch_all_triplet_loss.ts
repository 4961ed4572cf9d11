import * as tf from "@tensorflow/tfjs";
import { batchAll } from "../operators/batch_all.ts";
import { type BatchAllOptions, batchAllOptions } from "../reference/batch_all_triplet_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { batchLabels, type LabelsInput } from "./internal/batch_labels.ts";
import { checkEmbeddings } from "./internal/check_embeddings.ts";
import { distances } from "./internal/distances.ts";
import { fusedLoss } from "./internal/fused_loss.ts";
import { isHostReadable } from "./internal/host.ts";
import { lossOfMean, lossOfNothing, lossOfSums } from "./internal/triplet_loss.ts";
import { tripletSums } from "./internal/triplet_sums.ts";
import type { Tensor2D } from "./tensors.ts";
import type { TripletLossTensors } from "./triplet_loss_tensors.ts";

/**
 * The batch-all loss of articles 2 and 3 on tensors, over every valid triplet of a batch:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     loss = sum l / count(l > 0)         fractionPositive = count(l > 0) / count(valid)
 *
 * The definition of
 * {@linkcode import("../reference/batch_all_triplet_loss.ts").batchAllTripletLoss}. Where tensors
 * can be read at once the fused operator of `lib/operators/` computes loss, counts and gradient in
 * one pass. Elsewhere, and for `soft` or `"none"`, no tape runs through the triplets either: the
 * slope of the sum to each distance is a number of triplets, so a B x B matrix is all that is kept
 * for the gradient. On `"webgpu"` WGSL programs compute them, without anything larger than that matrix.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @param labels one integer a point: `number[]`, a typed array or a tensor of shape [B]
 * @param options margin; squared = false, distance = "euclidean", soft = false,
 *   reduction = "mean-non-zero" (or "mean", "sum", "none")
 * @returns scalars: the loss (for `reduction: "none"` a tensor of shape [B], the sum of each
 *   anchor's triplets), the fraction of positive triplets and the counts
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite (where it can be read at
 *   once), a label is not an integer, or the margin is negative or not finite
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { batchAllTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const embeddings = tf.tensor2d([[0], [1], [2]]);
 * const { loss, fractionPositive } = batchAllTripletLoss(embeddings, [7, 7, 8], { margin: 2 });
 * assertEquals((await loss.data())[0], 1.5);
 * assertEquals((await fractionPositive.data())[0], 1);
 * const f = (x: tf.Tensor) => batchAllTripletLoss(x as tf.Tensor2D, [7, 7, 8], { margin: 2 }).loss;
 * assertEquals(await tf.grad(f)(embeddings).array(), [[-0.5], [1.5], [-1]]);
 * ```
 */
export function batchAllTripletLoss<R extends Reduction = "mean-non-zero">(
  embeddings: Tensor2D,
  labels: LabelsInput,
  options: BatchAllOptions<R>,
): TripletLossTensors<R> {
  const { rows, columns } = checkEmbeddings(embeddings);
  const batch = batchLabels(labels, rows);
  const { margin, soft, reduction, metric } = batchAllOptions(options);
  return tf.tidy(() => {
    if (rows === 0) return lossOfNothing(embeddings, reduction);
    const { list } = batch;
    if (!soft && reduction !== "none" && list && isHostReadable()) {
      const { loss, outcome: { counts } } = fusedLoss(
        embeddings,
        (x, gradient) => batchAll(x, list, { dim: columns, margin, ...metric, gradient }),
      );
      return lossOfMean(loss, "positive", counts, reduction);
    }
    const over = soft ? "soft" : "positive";
    const sums = tripletSums(distances(embeddings, metric), batch, margin, over);
    return lossOfSums(sums, reduction, soft);
  });
}
