import {
  checkChoice,
  checkFlag,
  checkGamma,
  checkOptions,
  checkRelaxation,
  expected,
} from "../checks/mod.ts";
import { CIRCLE_RULES } from "../reference/batch_circle_loss.ts";
import { checkOperatorInput } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { CircleRule, EngineChoice, EngineName } from "./types.ts";

/** What {@linkcode circle} may be told. */
export interface FusedCircleOptions {
  /** How many numbers make a row of `features`. */
  readonly dim: number;
  /** The relaxation: optima at `1 + m` and `-m`, margins at `1 - m` and `m`. Default 0.25. */
  readonly m?: number;
  /** The scale of the logits. Default 256. */
  readonly gamma?: number;
  /**
   * Which pairs make one sum: `"pooled"`, all of the batch, or `"per-anchor"`, each anchor's own,
   * which `"plain"` computes whatever the engine. Default `"pooled"`, article 5's.
   */
  readonly rule?: CircleRule;
  /** True to bring the rows to length 1 first, in float64. Default false. */
  readonly normalize?: boolean;
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
 * The products are cosines where rows have length 1, as the article's `normalize` gives them, or with
 * `normalize: true`, which divides in float64: rows of float32 rounded to length 1 are off by 6e-8,
 * and the gradient with respect to points that have collapsed to 1e-4 would be by 1e-3. The gradient
 * is the one with respect to the rows passed; a row of zeros stays one and has the gradient 0. Without
 * a pair of either kind loss and gradient are 0 (policy "nothing valid"). The logits that matter are
 * computed in float64 on every engine: at gamma = 256 an error of 1e-7 in a cosine would move the
 * gradient by 3e-5.
 *
 * The rule `"per-anchor"` is the mean over the anchors that have both kinds of pairs, each with its
 * own two sums, as in `batchCircleLoss`.
 *
 * @param features the points, `B x dim` numbers, row after row, each row of length 1, or any with `normalize`
 * @param labels one integer a point, B of them
 * @param options dim, m, gamma, rule, normalize, gradient, engine
 * @returns the loss, the numbers of pairs, the gradient where asked for, and the engine that computed
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths disagree, an entry is not finite or above 1e12, `dim` is no
 *   positive integer, m lies outside 0 to 1e6, gamma is not above 0 or is above 1e9, the rule or the
 *   engine is unknown, the engine is not to be had, or rows are so long (with `normalize`, so short)
 *   that float32 cannot hold the gradient
 *
 * @example
 * ```ts
 * import { circle } from "@triplet-lab/triplet-lab/operators";
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
  const {
    dim,
    m = 0.25,
    gamma = 256,
    rule = "pooled",
    normalize = false,
    gradient = false,
    engine = "auto",
  } = checkOptions(options, "dim m gamma rule normalize gradient engine");
  const input = checkOperatorInput(features, labels, dim, gradient, "features");
  checkRelaxation(m);
  checkGamma(gamma);
  checkChoice(rule, CIRCLE_RULES, "rule");
  checkFlag(normalize, "normalize");
  const { name, outcome } = computeWith(
    engine,
    (e) => e.circle(input, { m, gamma, rule, normalize }),
  );
  refuseEndless(outcome.gradient, normalize);
  return {
    loss: outcome.loss,
    positivePairs: outcome.positivePairs,
    negativePairs: outcome.negativePairs,
    ...(input.gradient && { gradient: outcome.gradient }),
    engine: name,
  };
}

/**
 * The gradient's entries grow with the cube of the rows' length; where rows are brought to length 1,
 * with its inverse.
 */
function refuseEndless(gradient: Float32Array | undefined, normalize: boolean): void {
  if (!gradient || gradient.every(Number.isFinite)) return;
  const [got, mend] = normalize ? ["shorter", "scale them up"] : ["longer", "pass normalize: true"];
  const wanted = "rows of a length for which float32 holds the gradient (up to 3.4e38)";
  throw new RangeError(expected("features", wanted, `${got} ones`, mend));
}
