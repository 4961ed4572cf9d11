import { checkChoice, checkMargin, type Labels, type Matrix } from "../checks/mod.ts";
import { checkBatch, eachTriplet } from "./each_triplet.ts";
import { type DistanceOptions, pairwiseDistances } from "./pairwise_distances.ts";
import { tripletCategory } from "./triplet_category.ts";

/** Which negatives are taken; see {@linkcode semiHardTripletLoss}. */
export type SemiHardRule = "all" | "nearest";

/** The names of the rules, for messages and menus. */
export const SEMI_HARD_RULES: readonly SemiHardRule[] = ["all", "nearest"];

/** What {@linkcode semiHardTripletLoss} may be told. */
export interface SemiHardOptions extends DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** Which negatives of a pair are taken. Default `"all"`. */
  readonly rule?: SemiHardRule;
}

/**
 * The loss with semi-hard negatives, those farther than the positive and inside the margin
 * (FaceNet, Schroff and others 2015, section 3.2):
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * FaceNet leaves open how many of them a pair is given, and the references part there:
 *
 * - `"all"`: the mean of `l` over every semi-hard triplet, between 0 and the margin. So
 *   pytorch-metric-learning's `TripletMarginMiner(type_of_triplets="semihard")`: it also keeps
 *   `d(a, n) = d(a, p) + margin`, whose loss of 0 its reducer leaves out.
 * - `"nearest"`: one negative for each pair (a, p), the nearest that is farther than the positive,
 *   inside the margin or not; where none is farther, the farthest. The mean of `l` is over all
 *   pairs that have a negative. So TensorFlow Addons' `triplet_semihard_loss`, which divides 0 by 0
 *   without a pair.
 *
 * @param embeddings the points, B rows of D numbers; FaceNet normalises them and takes
 *   `squared: true`
 * @param labels one integer a point, B of them
 * @param options margin, squared, rule
 * @returns the loss, in the unit of the distances; 0 when there is nothing to take the mean over
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   the margin is negative or not finite, or the rule is unknown
 *
 * @example
 * ```ts
 * import { semiHardTripletLoss } from "#lib/reference/mod.ts";
 * import { assertEquals } from "@std/assert";
 * // (0, 1, 2) is semi-hard with 1 - 2 + 2 = 1; (1, 0, 2) is hard, as both are 1 away.
 * const labels = [7, 7, 8];
 * const embeddings = [[0], [1], [2]];
 * assertEquals(semiHardTripletLoss(embeddings, labels, { margin: 2 }), 1);
 * // By pairs, (1, 0) has to take the hard one, with 1 - 1 + 2 = 2.
 * assertEquals(semiHardTripletLoss(embeddings, labels, { margin: 2, rule: "nearest" }), 1.5);
 * ```
 */
export function semiHardTripletLoss(
  embeddings: Matrix,
  labels: Labels,
  { margin, squared = false, rule = "all" }: SemiHardOptions,
): number {
  checkBatch(embeddings, labels);
  checkMargin(margin);
  checkChoice(rule, SEMI_HARD_RULES, "rule");

  const d = pairwiseDistances(embeddings, { squared });
  const losses = rule === "all" ? overAll(labels, d, margin) : overPairs(labels, d, margin);
  return losses.length === 0 ? 0 : losses.reduce((sum, l) => sum + l, 0) / losses.length;
}

/** The loss of every semi-hard triplet. */
function overAll(labels: Labels, d: number[][], margin: number): number[] {
  const losses: number[] = [];
  eachTriplet(labels, (a, p, n) => {
    if (tripletCategory(d[a][p], d[a][n], margin) !== "semi-hard") return;
    losses.push(Math.max(d[a][p] - d[a][n] + margin, 0));
  });
  return losses;
}

/** The loss of every pair of one class with its one negative. */
function overPairs(labels: Labels, d: number[][], margin: number): number[] {
  const losses: number[] = [];
  for (let a = 0; a < d.length; a++) {
    const dAn = d[a].filter((_, n) => labels[n] !== labels[a]);
    if (dAn.length === 0) continue;
    for (let p = 0; p < d.length; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const farther = dAn.filter((distance) => distance > d[a][p]);
      const chosen = farther.length > 0 ? Math.min(...farther) : Math.max(...dAn);
      losses.push(Math.max(d[a][p] - chosen + margin, 0));
    }
  }
  return losses;
}
