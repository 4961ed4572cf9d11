import { checkChoice, checkFlag, checkOptions } from "../checks/mod.ts";
import { CIRCLE_RULES } from "../reference/batch_circle_loss.ts";
import { circleOptions } from "../reference/circle_loss.ts";
import { checkOperatorInput, refuseEndless } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { CircleOptions, CircleOutcome, EngineName, FusedOptions } from "./types.ts";

/** What {@linkcode circle} may be told. */
export interface FusedCircleOptions extends FusedOptions, Partial<CircleOptions> {}

/** The circle loss of one batch. */
export interface FusedCircleResult extends CircleOutcome {
  /** The engine that computed. */
  readonly engine: EngineName;
}

/**
 * The circle loss of article 5 and its gradient, over all pairs of the batch, without a matrix of
 * similarities (Sun and others 2020, eq. 6, pooled over the whole batch as the article does):
 *
 *     s_ij = x_i . x_j   for every pair i < j, in s_p where the labels are equal, else in s_n
 *     a_p = max(1 + m - s_p, 0)      a_n = max(s_n + m, 0)      both held constant in the gradient
 *     loss = softplus(logsumexp(gamma a_n (s_n - m)) + logsumexp(-gamma a_p (s_p - (1 - m))))
 *
 * The products are cosines where rows have length 1, or with `normalize: true`, which divides in
 * float64: rows of float32 are off by 6e-8, and the gradient at points that have collapsed to 1e-4
 * would be by 1e-3. A row of zeros stays one and has the gradient 0. Without a pair of either kind
 * loss and gradient are 0 (policy "nothing valid"). The logits that matter are computed in float64 on
 * every engine. The rule `"per-anchor"` is the mean over the anchors that have both kinds of pairs,
 * each with its own two sums, as in `batchCircleLoss`.
 *
 * @param features the points, `B x dim` numbers, row after row, of length 1, or any with `normalize`
 * @returns the loss, the numbers of pairs, the gradient where asked for, and the engine that computed
 * @throws {TypeError | RangeError} as {@linkcode batchAll}; when m lies outside 0 to 1e6, gamma is
 *   not above 0 or above 1e9, or the rule is unknown; or when rows are so long (with `normalize`, so
 *   short) that float32 cannot hold the gradient
 *
 * @example
 * ```ts
 * import { circle } from "@triplet-lab/triplet-lab/operators";
 * import { assertAlmostEquals } from "@std/assert";
 * // One pair of each kind at a cosine of 0, one more at 1 (a negative pair, the worst there is).
 * const features = Float32Array.of(1, 0, 0, 1, 1, 0);
 * const { loss } = circle(features, Int32Array.of(3, 3, 4), { dim: 2, m: 0, gamma: 1 });
 * const z = Math.log(Math.exp(0) + Math.exp(1)) + 1;
 * assertAlmostEquals(loss, Math.log1p(Math.exp(z)), 1e-6);
 * ```
 */
export function circle(
  features: Float32Array,
  labels: Int32Array,
  options: FusedCircleOptions,
): FusedCircleResult {
  const checked = checkOptions(options, "dim m gamma rule normalize gradient engine");
  const { dim, rule = "pooled", normalize = false, gradient = false, engine = "auto" } = checked;
  const input = checkOperatorInput(features, labels, dim, gradient, "features");
  const scales = circleOptions(checked);
  checkChoice(rule, CIRCLE_RULES, "rule");
  checkFlag(normalize, "normalize");
  const computed = computeWith(engine, (e) => e.circle(input, { ...scales, rule, normalize }));
  refuseEndless(computed.gradient, "features", normalize);
  return computed;
}
