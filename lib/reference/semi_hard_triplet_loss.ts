import { checkChoice, checkNumber, checkOptions, type Labels, type Matrix } from "../checks/mod.ts";
import { drawNegative } from "./draw_negative.ts";
import { checkBatch, eachTriplet } from "./each_triplet.ts";
import { type MinedOptions, minedOptions } from "./mined_options.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import type { Reduction } from "./reduce_losses.ts";
import { tripletCategory } from "./triplet_category.ts";
import { type TripletLossResult, tripletTally } from "./triplet_loss_result.ts";

/** Which negatives are taken; see {@linkcode semiHardTripletLoss}. */
export type SemiHardRule = "all" | "nearest" | "random";

/** The names of the rules, for messages and menus. */
export const SEMI_HARD_RULES: readonly SemiHardRule[] = ["all", "nearest", "random"];

/** What {@linkcode semiHardTripletLoss} may be told. */
export interface SemiHardOptions<R extends Reduction = Reduction> extends MinedOptions<R> {
  /** Which negatives of a pair are taken. Default `"all"`. */
  readonly rule?: SemiHardRule;
  /**
   * Governs the draws of the rule `"random"`, an integer from 0 to 2^32 - 1. Default 0. A training
   * that draws anew at each step gives each step another.
   */
  readonly seed?: number;
}

export function semiHardOptions<R extends Reduction>(options: SemiHardOptions<R>) {
  const { rule = "all", seed = 0, ...mined } = checkOptions(
    options,
    "margin squared distance rule seed reduction",
  );
  checkChoice(rule, SEMI_HARD_RULES, "rule");
  checkNumber(seed, "seed", { min: 0, max: 0xffffffff, integer: true });
  return { rule, seed, ...minedOptions(mined, "mean") };
}

/**
 * The loss with semi-hard negatives, those farther than the positive and inside the margin (FaceNet,
 * Schroff and others 2015, section 3.2):
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * How many of them a pair (a, p) is given is where the references part:
 *
 * - `"all"`: the mean of `l` over every semi-hard triplet, between 0 and the margin. So
 *   pytorch-metric-learning's `TripletMarginMiner(type_of_triplets="semihard")`, which also keeps
 *   `d(a, n) = d(a, p) + margin`, whose loss of 0 its reducer leaves out.
 * - `"nearest"`: one negative for each pair, the nearest that is farther than the positive, inside
 *   the margin or not, else the farthest. The mean of `l` is over all pairs that have a negative. So
 *   TensorFlow Addons' `triplet_semihard_loss`, which divides 0 by 0 without a pair.
 * - `"random"`: FaceNet's own, one semi-hard negative for each pair; the mean of `l` is over the
 *   pairs that have one. Of its m, in the order of the batch, a pair takes number `floor(u m)`, where
 *   `u` in [0, 1) is a hash of `seed`, a and p: every layer, engine and runtime draws the same.
 *
 * @param embeddings the points, B rows of D numbers; FaceNet normalises them and takes
 *   `squared: true`
 * @returns the loss, in the unit of the distances (0 when there is nothing to take the mean over),
 *   and what the triplets that the rule takes are like: under `"all"` and `"random"` all of them are
 *   semi-hard (`batchAllTripletLoss` tells what share of the valid ones is)
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss}, or when the seed is no such
 *   integer
 *
 * @example
 * ```ts
 * import { semiHardTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * // (0, 1, 2) is semi-hard with 1 - 2 + 2 = 1; (1, 0, 2) is hard, as both are 1 away.
 * const [embeddings, labels] = [[[0], [1], [2]], [7, 7, 8]];
 * assertEquals(semiHardTripletLoss(embeddings, labels, { margin: 2 }).loss, 1);
 * // By pairs, (1, 0) has to take the hard one, with 1 - 1 + 2 = 2.
 * const nearest = semiHardTripletLoss(embeddings, labels, { margin: 2, rule: "nearest" });
 * assertEquals(nearest.loss, 1.5);
 * ```
 */
export function semiHardTripletLoss<R extends Reduction = "mean">(
  embeddings: Matrix,
  labels: Labels,
  options: SemiHardOptions<R>,
): TripletLossResult<R> {
  checkBatch(embeddings, labels);
  const { margin, rule, seed, reduction, metric } = semiHardOptions(options);
  const d = pairwiseDistances(embeddings, metric);
  const tally = tripletTally(d.length, margin);
  if (rule === "all") {
    eachTriplet(labels, (a, p, n) => {
      if (tripletCategory(d[a][p], d[a][n], margin) === "semi-hard") tally.add(a, d[a][p], d[a][n]);
    });
    return tally.result(reduction);
  }
  eachPair(labels, (a, p, negatives) => {
    const dAp = d[a][p];
    const dAn = negatives.map((n) => d[a][n]);
    const semiHard = dAn.filter((dAn) => tripletCategory(dAp, dAn, margin) === "semi-hard");
    if (rule === "nearest") tally.add(a, dAp, nearest(dAp, dAn));
    else if (semiHard.length > 0) {
      tally.add(a, dAp, semiHard[drawNegative(seed, a, p, semiHard.length)]);
    }
  });
  return tally.result(reduction);
}

/** Calls `visit` for every two points of one class, with the negatives of the first, if any. */
function eachPair(labels: Labels, visit: (a: number, p: number, negatives: number[]) => void) {
  const rows = Array.from(labels, (_, row) => row);
  for (const a of rows) {
    const negatives = rows.filter((n) => labels[n] !== labels[a]);
    if (negatives.length === 0) continue;
    for (const p of rows) if (p !== a && labels[p] === labels[a]) visit(a, p, negatives);
  }
}

function nearest(dAp: number, dAn: number[]): number {
  const farther = dAn.filter((distance) => distance > dAp);
  return farther.length > 0 ? Math.min(...farther) : Math.max(...dAn);
}
