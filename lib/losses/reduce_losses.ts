import * as tf from "@tensorflow/tfjs";
import { checkChoice, checkList } from "../checks/mod.ts";
import { type Reduction, REDUCTIONS } from "../reference/reduce_losses.ts";
import { checkFloats, isHostReadable } from "./internal/check_input.ts";
import { nothing, orOne } from "./internal/ops.ts";
import type { Reduced, Tensor1D } from "./tensors.ts";

/**
 * Reduces a vector of losses, as {@linkcode import("../reference/reduce_losses.ts").reduceLosses}
 * does: `"mean"`, `"sum"`, `"none"`, or `"mean-non-zero"`, the mean over the losses above 0, whose
 * number is a constant to the gradient. The mean of nothing is 0 with gradient 0.
 *
 * @param losses a tensor of shape [B], each loss at least 0
 * @param reduction how; `"mean"` by default
 * @returns a scalar, or the losses themselves for `"none"`
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { reduceLosses } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await reduceLosses(tf.tensor1d([0, 1, 2]), "mean-non-zero").array(), 1.5);
 * ```
 */
export function reduceLosses<R extends Reduction = "mean">(
  losses: Tensor1D,
  reduction: R = "mean" as R,
): Reduced<R> {
  checkFloats(losses, 1, "[B]", "losses");
  checkChoice(reduction, REDUCTIONS, "reduction");
  if (isHostReadable()) checkList(losses.dataSync(), "losses");
  return tf.tidy((): tf.Tensor => {
    if (reduction === "none") return losses.clone();
    if (losses.size === 0) return nothing(losses);
    const sum = losses.sum();
    if (reduction === "sum") return sum;
    if (reduction === "mean") return sum.div(losses.size);
    // step(x) is 1 above 0 and has gradient 0.
    return sum.div(orOne(losses.step().sum()));
  }) as Reduced<R>;
}
