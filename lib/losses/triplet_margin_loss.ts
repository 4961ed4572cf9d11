import * as tf from "@tensorflow/tfjs";
import { describe, refuseValue } from "../checks/mod.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { tripletMarginOptions } from "../reference/triplet_margin_loss.ts";
import type { TripletMarginLossOptions } from "../reference/triplet_margin_loss.ts";
import { checkEmbeddings } from "./internal/check_input.ts";
import { directions, rowMin, softplus } from "./internal/ops.ts";
import { lpDistance } from "./lp_distance.ts";
import { reduceLosses } from "./reduce_losses.ts";
import type { Reduced, Tensor1D, Tensor2D } from "./tensors.ts";

/**
 * The triplet margin loss of article 1, as {@linkcode
 * import("../reference/triplet_margin_loss.ts").tripletMarginLoss} and `torch.nn.TripletMarginLoss`
 * define it:
 *
 *     L(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     d(x, y) = (sum_i |x_i - y_i + eps|^p)^(1/p)
 *     swap: d(a, n) := min(d(a, n), d(p, n))        soft: softplus(x) for max(x, 0)
 *
 * The gradient is finite everywhere: 0 for a triplet at equality, and shared equally between
 * `d(a, n)` and `d(p, n)` where `swap` finds them equal.
 *
 * @param anchor the anchors, a float32 tensor of shape [B, D]
 * @param positive their positives, of the same shape
 * @param negative their negatives, of the same shape
 * @returns a scalar in the unit of the distances, or a tensor of shape [B] for `reduction: "none"`
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { tripletMarginLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * const [anchor, positive, negative] = [[[0, 0]], [[1, 0]], [[0, 3]]].map((x) => tf.tensor2d(x));
 * const loss = tripletMarginLoss(anchor, positive, negative, { margin: 2.5 });
 * assertAlmostEquals((await loss.data())[0], 0.5, 1e-5);
 * ```
 */
export function tripletMarginLoss<R extends Reduction = "mean">(
  anchor: Tensor2D,
  positive: Tensor2D,
  negative: Tensor2D,
  options: TripletMarginLossOptions<R> = {},
): Reduced<R> {
  checkTriplets(anchor, positive, negative);
  const { margin, p, eps, distance, swap, soft, reduction } = tripletMarginOptions(options);
  const cosine = distance === "cosine";
  const between = (x: Tensor2D, y: Tensor2D): Tensor1D =>
    cosine ? x.sub(y).square().sum<Tensor1D>(1).div(2) : lpDistance(x, y, { p, eps });
  return tf.tidy(() => {
    const [a, p, n] = [anchor, positive, negative].map((x) => cosine ? directions(x) : x);
    const dAp = between(a, p);
    let dAn = between(a, n);
    if (swap) dAn = rowMin(tf.stack([dAn, between(p, n)], 1) as Tensor2D).squeeze([1]);
    const violation = dAp.sub(dAn).add(margin) as Tensor1D;
    return reduceLosses(soft ? softplus(violation) : violation.relu(), reduction);
  });
}

/** Refuses three tensors that are not of one shape [B, D]. */
export function checkTriplets(anchor: Tensor2D, positive: Tensor2D, negative: Tensor2D): void {
  const { rows, columns } = checkEmbeddings(anchor, "anchor");
  for (const [name, tensor] of Object.entries({ positive, negative })) {
    const shape = checkEmbeddings(tensor, name);
    if (shape.rows !== rows || shape.columns !== columns) {
      refuseValue(describe(tensor), name, `shape [${rows}, ${columns}], as anchor has`);
    }
  }
}
