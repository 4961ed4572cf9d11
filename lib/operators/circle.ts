import { checkGamma, checkOptions, checkRelaxation } from "../checks/mod.ts";
import { checkOperatorInput } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { EngineChoice, EngineName } from "./types.ts";

/** What {@linkcode circle} may be told. */
export interface FusedCircleOptions {
  /** How many numbers make a row of `features`. */
  readonly dim: number;
  /** The relaxation: optima at `1 + m` and `-m`, margins at `1 - m` and `m`. Default 0.25. */
  readonly m?: number;
  /** The scale of the logits. Default 256. */
  readonly gamma?: number;
  /**
   * True to get the derivative of the loss with respect to the rows too, or an array for it, as long
   * as they are: a loop that reuses one spares its allocation. Default false.
   */
  readonly gradient?: boolean | Float32Array;
  /** Which code computes. Default `"auto"`: the fastest engine that is present. */
  readonly engine?: EngineChoice;
}

/** The circle loss of one batch. */
export interface FusedCircleResult {
  /** The loss; 0 where pairs of either kind are missing. */
  readonly loss: number;
  /** How many pairs have equal labels. */
  readonly positivePairs: number;
  /** How many pairs have different labels. */
  readonly negativePairs: number;
  /** The derivative of `loss`, `B x dim`, row-major; only where it was asked for. */
  readonly gradient?: Float32Array;
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
 * The features are taken as they are: pass rows of length 1, as the article's `normalize` gives, and
 * the products are cosines. The gradient is the one with respect to the rows passed. Without a pair
 * of either kind loss and gradient are 0 (policy "nothing valid"). The logits that matter are computed
 * in float64 on every engine: at gamma = 256 an error of 1e-7 in a cosine would move the gradient by
 * 3e-5.
 *
 * @param features the points, `B x dim` numbers, row after row, each row of length 1
 * @param labels one integer a point, B of them
 * @param options dim, m, gamma, gradient, engine
 * @returns the loss, the numbers of pairs, the gradient where asked for, and the engine that computed
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths disagree, an entry is not finite or above 1e12, `dim` is no
 *   positive integer, m lies outside 0 to 1e6, gamma is not above 0 or is above 1e9, or the engine is
 *   unknown or not to be had
 *
 * @example
 * ```ts
 * import { circle } from "#lib/operators/mod.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * // One pair of each kind at a cosine of 0, one more at 1 (a negative pair, the worst there is).
 * const features = Float32Array.of(1, 0, 0, 1, 1, 0);
 * const labels = Int32Array.of(3, 3, 4);
 * const { loss } = circle(features, labels, { dim: 2, m: 0, gamma: 1 });
 * const z = Math.log(Math.exp(0) + Math.exp(1)) + 1;
 * assertAlmostEquals(loss, Math.log1p(Math.exp(z)), 1e-6);
 * ```
 */
export function circle(
  features: Float32Array,
  labels: Int32Array,
  options: FusedCircleOptions,
): FusedCircleResult {
  const { dim, m = 0.25, gamma = 256, gradient = false, engine = "auto" } = checkOptions(options, [
    "dim",
    "m",
    "gamma",
    "gradient",
    "engine",
  ]);
  const input = checkOperatorInput(features, labels, dim, gradient, "features");
  checkRelaxation(m);
  checkGamma(gamma);
  const { name, outcome } = computeWith(engine, (e) => e.circle(input, { m, gamma }));
  return {
    loss: outcome.loss,
    positivePairs: outcome.positivePairs,
    negativePairs: outcome.negativePairs,
    ...(input.gradient && { gradient: outcome.gradient }),
    engine: name,
  };
}
