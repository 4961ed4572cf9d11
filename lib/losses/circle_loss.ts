import * as tf from "@tensorflow/tfjs";
import { checkOptions } from "../checks/mod.ts";
import { type CircleLossOptions, circleOptions } from "../reference/circle_loss.ts";
import { checkVector } from "./internal/check_input.ts";
import { maskedLogSumExp, nothing, softplus, withGradient } from "./internal/ops.ts";
import type { Scalar, Tensor1D, Tensor2D } from "./tensors.ts";

/**
 * The CircleLoss of article 5, over similarities that are given:
 *
 *     L = softplus(logsumexp(gamma a_n (s_n - m)) + logsumexp(-gamma a_p (s_p - (1 - m))))
 *     a_p = max(1 + m - s_p, 0)        a_n = max(s_n + m, 0)
 *
 * as {@linkcode import("../reference/circle_loss.ts").circleLoss} defines it; the weights `a` are
 * constants to the gradient, as the article detaches them.
 *
 * @param sp similarities within a class, a float32 tensor of shape [N]
 * @param sn similarities between classes, a float32 tensor of shape [M]
 * @returns a scalar; 0 with gradient 0 when one of the two is empty
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { circleLoss } from "@triplet-lab/triplet-lab/losses";
 * import { assertAlmostEquals } from "@std/assert";
 * const loss = circleLoss(tf.tensor1d([0.5]), tf.tensor1d([0.5]), { m: 0.25, gamma: 4 });
 * assertAlmostEquals((await loss.data())[0], Math.log1p(Math.exp(1.5)), 1e-6);
 * ```
 */
export function circleLoss(sp: Tensor1D, sn: Tensor1D, options: CircleLossOptions = {}): Scalar {
  const scales = circleOptions(checkOptions(options, "m gamma"));
  checkVector(sp, "sp");
  checkVector(sn, "sn");
  return tf.tidy(() => {
    if (sp.size === 0 || sn.size === 0) return nothing(sp).add(nothing(sn));
    const logSumExp = (logits: Tensor1D): Tensor2D =>
      maskedLogSumExp(logits.expandDims(0), tf.ones([1, logits.size]));
    const positives = logSumExp(circleLogits("p", sp, scales));
    const negatives = logSumExp(circleLogits("n", sn, scales));
    return softplus(positives.add(negatives)).asScalar();
  });
}

/** The exponents of positive pairs or of negative ones, as `circleTerms` has them. */
export function circleLogits<T extends Tensor1D | Tensor2D>(
  side: "p" | "n",
  s: T,
  { m, gamma }: Required<CircleLossOptions>,
): T {
  const [sign, optimum, line] = side === "p" ? [-1, 1 + m, 1 - m] : [1, -m, m];
  return withGradient<T, T>(
    s,
    (s) => {
      const slope = s.sub(optimum).mul(sign).relu().mul(sign * gamma);
      return { value: slope.mul(s.sub(line)) as T, keep: [slope] };
    },
    (dy, [slope]) => dy.mul(slope),
  );
}
