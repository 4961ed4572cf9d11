import * as tf from "@tensorflow/tfjs";
import { checkMargin, checkOptions, describe, refuseValue } from "../checks/mod.ts";
import { type MarginRankingOptions, targets } from "../reference/margin_ranking_loss.ts";
import type { Reduction } from "../reference/reduce_losses.ts";
import { checkVector } from "./internal/check_input.ts";
import { reduceLosses } from "./reduce_losses.ts";
import type { Reduced, Tensor1D } from "./tensors.ts";

/**
 * The loss that article 4 ends in: `l_i = max(-y_i (x1_i - x2_i) + margin, 0)`, as {@linkcode
 * import("../reference/margin_ranking_loss.ts").marginRankingLoss} and `torch.nn.MarginRankingLoss`
 * define it. At equality its gradient is 0, where torch's is that of the active side.
 *
 * @param x1 one vector, a float32 tensor of shape [N]
 * @param x2 another of the same shape
 * @param target 1 where `x1` shall be the larger, -1 where `x2` shall; one for all, or one a pair
 * @returns a scalar, or a tensor of shape [N] for `reduction: "none"`
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { marginRankingLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const loss = marginRankingLoss(tf.tensor1d([3, 1]), tf.tensor1d([1, 2]), 1, { margin: 0.5 });
 * assertEquals((await loss.data())[0], 0.75);
 * ```
 */
export function marginRankingLoss<R extends Reduction = "mean">(
  x1: Tensor1D,
  x2: Tensor1D,
  target: number | ArrayLike<number>,
  options: MarginRankingOptions<R> = {},
): Reduced<R> {
  const { margin = 0, reduction = "mean" } = checkOptions(options, "margin reduction");
  checkVector(x1, "x1");
  checkVector(x2, "x2");
  if (x1.size !== x2.size) refuseValue(describe(x2), "x2", `shape [${x1.size}], as x1 has`);
  checkMargin(margin);
  const y = targets(target, x1.size);
  return tf.tidy(() => {
    const violation = x2.sub(x1).mul(tf.tensor1d(y)).add(margin);
    return reduceLosses(violation.relu() as Tensor1D, reduction as R);
  });
}
