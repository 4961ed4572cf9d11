import { checkChoice, checkOptions, type Labels, type Matrix, refuseValue } from "../checks/mod.ts";
import { circleLoss, type CircleLossOptions, circleOptions } from "./circle_loss.ts";
import { checkBatch } from "./each_triplet.ts";
import { l2Normalize } from "./l2_normalize.ts";
import { reduceLosses, type Reduction, REDUCTIONS } from "./reduce_losses.ts";
import { dot, similarityPairs } from "./similarity_pairs.ts";

/** How the pairs of a batch are gathered; see {@linkcode batchCircleLoss}. */
export type CircleRule = "pooled" | "per-anchor";

/** The names of the rules, for messages and menus. */
export const CIRCLE_RULES: readonly CircleRule[] = ["pooled", "per-anchor"];

/** What {@linkcode batchCircleLoss} may be told. */
export interface BatchCircleOptions<R extends Reduction = Reduction> extends CircleLossOptions {
  /** Which pairs make one sum. Default `"pooled"`, article 5's. */
  readonly rule?: CircleRule;
  /**
   * How the losses of the anchors become one number, or `"none"`: one an anchor, 0 for those without
   * both kinds of pairs, under `"per-anchor"` alone. Default `"mean"`, as which `"mean-non-zero"` is
   * taken: each of these losses is above 0, also where it is rounded to 0.
   */
  readonly reduction?: R;
}

/** The options, checked and filled in; no loss an anchor where one loss has all pairs. */
export function batchCircleOptions<R extends Reduction>(options: BatchCircleOptions<R>) {
  const { rule = "pooled", reduction: asked = "mean", ...scales } = checkOptions(
    options,
    "m gamma rule reduction",
  );
  checkChoice(rule, CIRCLE_RULES, "rule");
  checkChoice(asked, REDUCTIONS, "reduction");
  const reduction = asked === "mean-non-zero" ? "mean" : asked;
  if (rule === "pooled" && reduction === "none") {
    const hint = `rule: "per-anchor" has one loss an anchor`;
    refuseValue(`"none"`, "reduction", `"mean" for the rule "pooled", one loss a batch`, hint);
  }
  return { rule, reduction: reduction as R, ...circleOptions(scales) };
}

/**
 * The CircleLoss of a batch, from labels and embeddings, which are normalised first: similarities are
 * cosines.
 *
 * - `"pooled"` (article 5): every pair `i < j` of the batch in one {@linkcode circleLoss}.
 * - `"per-anchor"` (eq. 6 as the paper has it, for one anchor): each anchor with its own positives
 *   and negatives is one `circleLoss`; the mean over the anchors that have both. So
 *   pytorch-metric-learning, whose mean is over losses above 0: the same, unless one underflows
 *   there, in float32.
 *
 * The two are not one loss at two scales: pooling lets the worst pair of the batch take nearly the
 * whole gradient, and the gradients of the two rules point in different directions.
 *
 * @param embeddings the points, B rows of D numbers, of any length
 * @returns the loss, a pure number; 0 without a positive or without a negative pair
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss}, when `m` is negative, `gamma`
 *   not above 0, or `"none"` meets `"pooled"`
 *
 * @example
 * ```ts
 * import { batchCircleLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertAlmostEquals } from "@std/assert";
 * // s = 0 within the class gives the exponent 1.25 * 0.75; s = 0 and s = -1 between classes give
 * // -0.25 * 0.25 and 0, as the weight of s = -1 is clamped.
 * const loss = batchCircleLoss([[2, 0], [0, 3], [-1, 0]], [4, 4, 9], { gamma: 1 });
 * assertAlmostEquals(loss, Math.log1p(Math.exp(0.9375) * (Math.exp(-0.0625) + 1)));
 * ```
 */
export function batchCircleLoss<R extends Reduction = "mean">(
  embeddings: Matrix,
  labels: Labels,
  options: BatchCircleOptions<R> = {},
): R extends "none" ? number[] : number {
  checkBatch(embeddings, labels);
  const { rule, reduction, ...scales } = batchCircleOptions(options);
  const x = l2Normalize(embeddings);
  if (rule === "pooled") {
    const { sp, sn } = similarityPairs(x, labels);
    return circleLoss(sp, sn, scales) as R extends "none" ? number[] : number;
  }
  const losses = x.map((xa, a) => {
    const s = x.map((xj) => dot(xa, xj));
    const sp = s.filter((_, j) => j !== a && labels[j] === labels[a]);
    const sn = s.filter((_, j) => labels[j] !== labels[a]);
    return sp.length > 0 && sn.length > 0 ? circleLoss(sp, sn, scales) : null;
  });
  const none = reduction === "none";
  return reduceLosses(
    none ? losses.map((x) => x ?? 0) : losses.filter((x) => x !== null),
    reduction,
  );
}
