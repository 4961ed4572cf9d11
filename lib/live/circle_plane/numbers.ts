import { circleLoss } from "../../reference/circle_loss.ts";
import { logSumExp } from "../../reference/log_sum_exp.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";
import type { CirclePlaneState } from "./state.ts";

/** What the losses make of one point of the plane. */
export interface JudgedPair {
  /** CircleLoss's weights: how far the similarities are from their optima. */
  readonly weight: Sides;
  /** How strongly the chosen loss pulls, were the point alone. */
  readonly pull: Sides;
  /** The point's share in the pull on all similarities of its side. */
  readonly share: Sides;
  /** Minus the slope of the chosen loss of all points: where a small step goes. */
  readonly step: Sides;
  /** CircleLoss of this point alone. */
  readonly loss: number;
  /** True inside the boundary, where that loss is below log 2. */
  readonly inside: boolean;
}

/** A number of each side: within a class (`p`) and between classes (`n`). */
export interface Sides {
  readonly p: number;
  readonly n: number;
}

/** All numbers of a state. */
export interface CirclePlaneNumbers {
  /** CircleLoss of all points. */
  readonly loss: number;
  /** The mean of `max(sn - sp + margin, 0)`. */
  readonly tripletLoss: number;
  /** CircleLoss's slope of softplus, 0 to 1: how far it is switched on. */
  readonly softplusSlope: number;
  /** Each point. */
  readonly pairs: readonly JudgedPair[];
}

/**
 * The numbers that CircleLoss's plane shows, from the losses of `lib/reference`. With `z_p`, `z_n` as
 * in `circleLoss` and `sigma` the slope of softplus, which is `1 - exp(-L)`,
 *
 *     dL / ds_p^i = -gamma sigma softmax_i(z_p) pull_p^i
 *     dL / ds_n^j =  gamma sigma softmax_j(z_n) pull_n^j
 *
 * - `"circle"`: the weights are constants, and the pulls are the weights `a_p = max(1 + m - s_p, 0)`,
 *   `a_n = max(s_n + m, 0)`.
 * - `"not detached"`: the weights are differentiated too, and the pulls are `2 (1 - s_p)` and `2 s_n`,
 *   0 where the weight is 0.
 * - `"triplet"`: each point that is not yet over the line has its pulls 1 and an equal share of them; the
 *   steps are those of the mean over all points.
 */
export function circlePlaneNumbers(state: CirclePlaneState): CirclePlaneNumbers {
  const { pairs, m, gamma, margin, gradient } = state;
  const sp = pairs.map((pair) => pair.sp);
  const sn = pairs.map((pair) => pair.sn);
  const loss = circleLoss(sp, sn, { m, gamma });
  const tripletLosses = marginRankingLoss(sp, sn, 1, { margin, reduction: "none" });
  const tripletLoss = marginRankingLoss(sp, sn, 1, { margin });

  const triplet = gradient === "triplet";
  const weights = pairs.map(({ sp, sn }) => ({
    p: Math.max(1 + m - sp, 0),
    n: Math.max(sn + m, 0),
  }));
  const pulls = pairs.map(({ sp, sn }, i): Sides => {
    if (triplet) return tripletLosses[i] > 0 ? { p: 1, n: 1 } : { p: 0, n: 0 };
    if (gradient === "circle") return weights[i];
    return { p: weights[i].p > 0 ? 2 * (1 - sp) : 0, n: weights[i].n > 0 ? 2 * sn : 0 };
  });
  const shares = { p: softmax(logits("p")), n: softmax(logits("n")) };
  const active = tripletLosses.filter((one) => one > 0).length;
  const softplusSlope = -Math.expm1(-loss);
  const height = triplet ? active / pairs.length : gamma * softplusSlope;

  function logits(side: "p" | "n"): number[] {
    return pairs.map(({ sp, sn }, i) =>
      gamma * weights[i][side] * (side === "p" ? 1 - m - sp : sn - m)
    );
  }
  return {
    loss,
    tripletLoss,
    softplusSlope,
    pairs: pairs.map((pair, i) => {
      const alone = circleLoss([pair.sp], [pair.sn], { m, gamma });
      const share = triplet
        ? { p: pulls[i].p / (active || 1), n: pulls[i].n / (active || 1) }
        : { p: shares.p[i], n: shares.n[i] };
      return {
        weight: weights[i],
        pull: pulls[i],
        share,
        step: {
          p: height * share.p * pulls[i].p,
          // Without the sum, which has no sign, a 0 would be written as -0.
          n: 0 - height * share.n * pulls[i].n,
        },
        loss: alone,
        inside: alone < Math.LN2,
      };
    }),
  };
}

/** Shares that add up to 1, computed around the largest. */
function softmax(values: readonly number[]): number[] {
  const all = logSumExp(values);
  return values.map((value) => Math.exp(value - all));
}
