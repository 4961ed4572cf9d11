import * as tf from "@tensorflow/tfjs";
import { checkMargin, checkOptions } from "../checks/mod.ts";
import { reduceLosses } from "./reduce_losses.ts";
import { checkTriplets } from "./triplet_margin_loss.ts";
import type { Scalar, Tensor1D, Tensor2D } from "./tensors.ts";

/**
 * The offline loss of article 2, over the outputs of three copies of a network:
 *
 *     L = mean_i max(||a_i - p_i||^2 - ||a_i - n_i||^2 + margin, 0)
 *
 * Squared distances, no `eps`; at equality the hinge has slope 0.
 *
 * @param anchor the anchors' embeddings, a float32 tensor of shape [B, D]
 * @param positive the positives' embeddings, of the same shape
 * @param negative the negatives' embeddings, of the same shape
 * @param options the margin, in the unit of the squared distances
 * @returns a scalar; 0 when there is no triplet
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { naiveTripletLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const [anchor, positive, negative] = [[[0, 0]], [[1, 0]], [[0, 2]]].map((x) => tf.tensor2d(x));
 * const loss = naiveTripletLoss(anchor, positive, negative, { margin: 4 });
 * assertEquals((await loss.data())[0], 1 - 4 + 4);
 * ```
 */
export function naiveTripletLoss(
  anchor: Tensor2D,
  positive: Tensor2D,
  negative: Tensor2D,
  options: { readonly margin: number },
): Scalar {
  const { margin } = checkOptions(options, "margin");
  checkTriplets(anchor, positive, negative);
  checkMargin(margin);
  return tf.tidy(() => {
    const dAp = anchor.sub(positive).square().sum(1);
    const dAn = anchor.sub(negative).square().sum(1);
    const losses = dAp.sub(dAn).add(margin).relu();
    return reduceLosses(losses as Tensor1D);
  });
}
