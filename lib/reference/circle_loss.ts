import { checkGamma, checkOptions, checkRelaxation, checkSquarable } from "../checks/mod.ts";
import { circleTerms } from "./circle_terms.ts";
import { logSumExp } from "./log_sum_exp.ts";
import { softplus } from "./softplus.ts";

/** What {@linkcode circleLoss} may be told. */
export interface CircleLossOptions {
  /** The relaxation: optima at `1 + m` and `-m`, margins at `1 - m` and `m`. Default 0.25. */
  readonly m?: number;
  /** The scale of the exponents, above 0. Default 256. */
  readonly gamma?: number;
}

export function circleOptions({ m = 0.25, gamma = 256 }: CircleLossOptions) {
  checkRelaxation(m);
  checkGamma(gamma);
  return { m, gamma };
}

/**
 * The CircleLoss of article 5 over similarities that are given (Sun and others, CVPR 2020, eq. 6):
 *
 *     L = log(1 + sum_j exp(z_n^j) sum_i exp(z_p^i))
 *       = softplus(logsumexp_j(z_n^j) + logsumexp_i(z_p^i))
 *     z_p = -gamma a_p (s_p - delta_p)      a_p = max(1 + m - s_p, 0)      delta_p = 1 - m
 *     z_n = gamma a_n (s_n - delta_n)       a_n = max(s_n + m, 0)          delta_n = m
 *
 * The weights `a` say how far a similarity is from its optimum, and are constants to the gradient:
 * differentiating through them is another loss. The paper writes eq. 6 for one anchor with its pairs;
 * article 5 pools the pairs of the whole batch: {@linkcode batchCircleLoss} offers both.
 *
 * @param sp similarities within a class, any number of them
 * @param sn similarities between classes, any number of them
 * @returns the loss, a pure number; 0 when one of the two lists is empty
 * @throws {TypeError | RangeError} when an argument is another kind of thing, a similarity is not
 *   finite, `m` is negative or `gamma` not above 0
 *
 * @example
 * ```ts
 * import { circleLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertAlmostEquals } from "@std/assert";
 * // 4 * 0.75 * (0.5 - 0.25) + 4 * 0.75 * (0.75 - 0.5) = 1.5, and softplus(1.5) = 1.7014...
 * assertAlmostEquals(circleLoss([0.5], [0.5], { m: 0.25, gamma: 4 }), Math.log1p(Math.exp(1.5)));
 * ```
 */
export function circleLoss(
  sp: ArrayLike<number>,
  sn: ArrayLike<number>,
  options: CircleLossOptions = {},
): number {
  const scales = circleOptions(checkOptions(options, "m gamma"));
  checkSquarable(sp, "sp");
  checkSquarable(sn, "sn");
  const [p, n] = [circleTerms("p", sp, scales), circleTerms("n", sn, scales)];
  return softplus(logSumExp(n.logits) + logSumExp(p.logits));
}
