import {
  checkChoice,
  checkFlag,
  checkMargin,
  checkOptions,
  type DistanceOptions,
  type Labels,
  type Matrix,
} from "../checks/mod.ts";
import { checkBatch, eachTriplet } from "./each_triplet.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import { softplus } from "./softplus.ts";
import { type TripletLossResult, tripletTally } from "./triplet_loss_result.ts";

/** What {@linkcode batchAllTripletLoss} may be told. */
export interface BatchAllOptions extends DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** True for the smooth hinge `softplus(x)`, averaged over all valid triplets. Default false. */
  readonly soft?: boolean;
  /**
   * Who is in the mean: the triplets with a loss (`"mean-non-zero"`, article 2's and the default),
   * all valid ones (`"mean"`), or nobody, as their sum is taken (`"sum"`).
   */
  readonly reduction?: BatchAllReduction;
}

/** The reductions that make one number of a batch's triplets. */
export type BatchAllReduction = "mean-non-zero" | "mean" | "sum";

/**
 * The batch-all loss of articles 2 and 3, over every valid triplet of a batch:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     loss = sum l / count(l > 0)         fractionPositive = count(l > 0) / count(valid)
 *
 * Easy triplets are not in the mean, as their zeros would drown the rest. A triplet has a loss when
 * `d(a, n) < d(a, p) + margin`; the articles ask for more than 1e-16, which is an absolute size:
 * squared distances of points 1e-8 apart never reach it, and such a batch would look solved. They
 * also add 1e-16 (article 2) or 1e-12 (article 3) to both counts, so as not to divide by 0: the
 * same numbers to 12 digits, and 0 for a batch without a valid triplet, as here.
 *
 * @param embeddings the points, B rows of D numbers
 * @param labels one integer a point, B of them
 * @param options margin, squared, distance, soft, reduction
 * @returns the loss, the fraction of positive triplets and the counts
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   or the margin is negative or not finite
 *
 * @example
 * ```ts
 * import { batchAllTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * // Two triplets: (0, 1, 2) with 1 - 2 + 2 = 1, and (1, 0, 2) with 1 - 1 + 2 = 2.
 * const result = batchAllTripletLoss([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * assertEquals(result.loss, 1.5);
 * assertEquals(result.fractionPositive, 1);
 * assertEquals(result.counts, { valid: 2, positive: 2, easy: 0, semiHard: 1, hard: 1 });
 * ```
 */
export function batchAllTripletLoss(
  embeddings: Matrix,
  labels: Labels,
  options: BatchAllOptions,
): TripletLossResult {
  const { margin, squared, distance, soft = false, reduction = "mean-non-zero" } = checkOptions(
    options,
    "margin squared distance soft reduction",
  );
  checkBatch(embeddings, labels);
  checkMargin(margin);
  checkFlag(soft, "soft");
  checkChoice(reduction, ["mean-non-zero", "mean", "sum"], "reduction");

  const d = pairwiseDistances(embeddings, { squared, distance });
  const tally = tripletTally(margin);
  let sum = 0;
  eachTriplet(labels, (a, p, n) => {
    const violation = d[a][p] - d[a][n] + margin;
    tally.add(d[a][p], d[a][n]);
    if (soft) sum += softplus(violation);
    else if (d[a][n] < d[a][p] + margin) sum += Math.max(violation, 0);
  });

  const { valid, positive } = tally.result(0).counts;
  // Every smooth loss is above 0, so its mean over the non-zero ones is the mean over all.
  const counted = { "mean-non-zero": soft ? valid : positive, "mean": valid, "sum": 1 }[reduction];
  return tally.result(counted === 0 ? 0 : sum / counted);
}
