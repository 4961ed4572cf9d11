import {
  checkChoice,
  checkGamma,
  checkOptions,
  checkRelaxation,
  type Labels,
  type Matrix,
} from "../checks/mod.ts";
import { circleLoss, type CircleLossOptions } from "./circle_loss.ts";
import { checkBatch } from "./each_triplet.ts";
import { l2Normalize } from "./l2_normalize.ts";
import { dot, similarityPairs } from "./similarity_pairs.ts";

/** How the pairs of a batch are gathered; see {@linkcode batchCircleLoss}. */
export type CircleRule = "pooled" | "per-anchor";

/** The names of the rules, for messages and menus. */
export const CIRCLE_RULES: readonly CircleRule[] = ["pooled", "per-anchor"];

/** What {@linkcode batchCircleLoss} may be told. */
export interface BatchCircleOptions extends CircleLossOptions {
  /** Which pairs make one sum. Default `"pooled"`, article 5's. */
  readonly rule?: CircleRule;
}

/**
 * The CircleLoss of a batch, from labels and embeddings. The embeddings are normalised first, so
 * that similarities are cosines.
 *
 * - `"pooled"` (article 5): every pair `i < j` of the batch in one {@linkcode circleLoss}.
 * - `"per-anchor"` (eq. 6 as the paper has it, for one anchor; pytorch-metric-learning): each
 *   anchor with its own positives and negatives is one `circleLoss`; the mean over the anchors that
 *   have both. pytorch-metric-learning takes the mean over losses above 0, which are the same
 *   anchors, as softplus is never 0, unless one underflows.
 *
 * The two are not one loss at two scales: pooling lets the worst pair of the batch take nearly the
 * whole gradient, and the gradients of the two rules point in different directions.
 *
 * @param embeddings the points, B rows of D numbers, of any length
 * @param labels one integer a point, B of them
 * @param options m, gamma, rule
 * @returns the loss, a pure number; 0 without a positive or without a negative pair
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   `m` is negative, `gamma` is not above 0, or the rule is unknown
 *
 * @example
 * ```ts
 * import { batchCircleLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertAlmostEquals } from "@std/assert";
 * const labels = [4, 4, 9];
 * const embeddings = [[2, 0], [0, 3], [-1, 0]];
 * // s = 0 within the class gives the exponent 1.25 * 0.75; s = 0 and s = -1 between classes give
 * // -0.25 * 0.25 and 0, as the weight of s = -1 is clamped.
 * const both = Math.log1p(Math.exp(0.9375) * (Math.exp(-0.0625) + 1));
 * assertAlmostEquals(batchCircleLoss(embeddings, labels, { gamma: 1 }), both);
 * const anchors = [Math.log1p(Math.exp(0.9375)), Math.log1p(Math.exp(0.9375 - 0.0625))];
 * const perAnchor = batchCircleLoss(embeddings, labels, { gamma: 1, rule: "per-anchor" });
 * assertAlmostEquals(perAnchor, (anchors[0] + anchors[1]) / 2);
 * ```
 */
export function batchCircleLoss(
  embeddings: Matrix,
  labels: Labels,
  options: BatchCircleOptions = {},
): number {
  const { m = 0.25, gamma = 256, rule = "pooled" } = checkOptions(options, "m gamma rule");
  checkBatch(embeddings, labels);
  checkRelaxation(m);
  checkGamma(gamma);
  checkChoice(rule, CIRCLE_RULES, "rule");

  const x = l2Normalize(embeddings);
  if (rule === "pooled") {
    const { sp, sn } = similarityPairs(x, labels);
    return circleLoss(sp, sn, { m, gamma });
  }
  let sum = 0;
  let count = 0;
  for (let a = 0; a < x.length; a++) {
    const s = x.map((xj) => dot(x[a], xj));
    const sp = s.filter((_, j) => j !== a && labels[j] === labels[a]);
    const sn = s.filter((_, j) => labels[j] !== labels[a]);
    if (sp.length === 0 || sn.length === 0) continue;
    sum += circleLoss(sp, sn, { m, gamma });
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}
