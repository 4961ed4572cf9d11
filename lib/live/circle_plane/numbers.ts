import type { PlaneBounds } from "../../charts/points.ts";
import { circleLoss } from "../../reference/circle_loss.ts";
import { circleTerms } from "../../reference/circle_terms.ts";
import { logSumExp } from "../../reference/log_sum_exp.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";

export const [LARGEST_POWER, LARGEST_MARGIN] = [9, 1] as const;

export interface CirclePlaneState {
  readonly title: string;
  /** Pairs of cosines, `sn` between classes and `sp` within a class. */
  readonly pairs: readonly { readonly sn: number; readonly sp: number; readonly name: string }[];
  readonly chosen: number;
  /** CircleLoss's relaxation, where its slider ends, its scale; the triplet loss's margin. */
  readonly m: number;
  readonly mEnd: number;
  readonly gamma: number;
  readonly margin: number;
  /** Whose the arrows show: CircleLoss's with its weights held fast, or not, or the triplet loss's. */
  readonly gradient: "circle" | "not detached" | "triplet";
  readonly bounds: PlaneBounds;
}

export type CirclePlaneNumbers = ReturnType<typeof circlePlaneNumbers>;

/**
 * The numbers that CircleLoss's plane shows. With the exponents `z` of `circleTerms`, and `sigma` the slope
 * of softplus, which is `1 - exp(-L)`,
 *
 *     dL / ds_p^i = -gamma sigma softmax_i(z_p) pull_p^i
 *     dL / ds_n^j =  gamma sigma softmax_j(z_n) pull_n^j
 *
 * where the pulls are the weights, or, if these are differentiated too, the slopes of the exponents. For the
 * triplet loss each point that is not yet over the line has pulls of 1 and an equal share of them.
 */
export function circlePlaneNumbers(state: CirclePlaneState) {
  const { pairs, m, gamma, margin, gradient } = state;
  const sides = { p: pairs.map(({ sp }) => sp), n: pairs.map(({ sn }) => sn) };
  const loss = circleLoss(sides.p, sides.n, { m, gamma });
  const hinges = marginRankingLoss(sides.p, sides.n, 1, { margin, reduction: "none" });
  const active = hinges.map((hinge) => hinge > 0 ? 1 : 0);
  const count = active.reduce((sum: number, one) => sum + one, 0) || 1;

  const pullsOf = (side: "p" | "n"): number[] => {
    if (gradient === "triplet") return active;
    const { weights } = circleTerms(side, sides[side], { m, gamma });
    if (gradient === "circle") return weights;
    const slope = (s: number) => side === "p" ? 2 * (1 - s) : 2 * s;
    return weights.map((weight, i) => weight > 0 ? slope(sides[side][i]) : 0);
  };
  const sharesOf = (side: "p" | "n"): number[] => {
    if (gradient === "triplet") return active.map((one) => one / count);
    const { logits } = circleTerms(side, sides[side], { m, gamma });
    const all = logSumExp(logits);
    return logits.map((logit) => Math.exp(logit - all));
  };
  const [pulls, shares] = [pullsOf, sharesOf].map((of) => ({ p: of("p"), n: of("n") }));
  return {
    loss,
    tripletLoss: marginRankingLoss(sides.p, sides.n, 1, { margin }),
    /** How far CircleLoss is switched on, 0 to 1. */
    softplusSlope: -Math.expm1(-loss),
    pairs: pairs.map(({ sp, sn }, i) => ({
      /** How strongly the chosen loss pulls, were the point alone; its share in the pull on its side. */
      pull: { p: pulls.p[i], n: pulls.n[i] },
      share: { p: shares.p[i], n: shares.n[i] },
      /** Inside the boundary, where CircleLoss of this point alone is below log 2. */
      inside: circleLoss([sp], [sn], { m, gamma }) < Math.LN2,
    })),
  };
}
