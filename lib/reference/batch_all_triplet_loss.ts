import { checkFlag, checkOptions, type Labels, type Matrix } from "../checks/mod.ts";
import { checkBatch, eachTriplet } from "./each_triplet.ts";
import { type MinedOptions, minedOptions } from "./mined_options.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import type { Reduction } from "./reduce_losses.ts";
import { type TripletLossResult, tripletTally } from "./triplet_loss_result.ts";

/** What {@linkcode batchAllTripletLoss} may be told. */
export interface BatchAllOptions<R extends Reduction = Reduction> extends MinedOptions<R> {
  /** True for the smooth hinge `softplus(x)`, averaged over all valid triplets. Default false. */
  readonly soft?: boolean;
}

export function batchAllOptions<R extends Reduction>(options: BatchAllOptions<R>) {
  const { soft = false, ...rest } = checkOptions(options, "margin squared distance soft reduction");
  checkFlag(soft, "soft");
  return { soft, ...minedOptions(rest, "mean-non-zero") };
}

/**
 * The batch-all loss of articles 2 and 3, over every valid triplet of a batch:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     loss = sum l / count(l > 0)         fractionPositive = count(l > 0) / count(valid)
 *
 * Easy triplets are not in the mean, as their zeros would drown the rest. A triplet has a loss when
 * `d(a, n) < d(a, p) + margin`; the articles ask for more than 1e-16, which squared distances of
 * points 1e-8 apart never reach: such a batch would look solved. They also add 1e-16 (article 2) or
 * 1e-12 (article 3) to both counts: the same to 12 digits, and 0 without a valid triplet, as here.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns the loss, the fraction of positive triplets and the counts
 * @throws {TypeError | RangeError} when an argument is another kind of thing, the lengths differ, an
 *   entry is not finite, a label is not an integer, the margin is negative or not finite, or a word
 *   unknown
 *
 * @example
 * ```ts
 * import { batchAllTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * // Two triplets: (0, 1, 2) with 1 - 2 + 2 = 1, and (1, 0, 2) with 1 - 1 + 2 = 2.
 * const result = batchAllTripletLoss([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * assertEquals([result.loss, result.fractionPositive], [1.5, 1]);
 * assertEquals(result.counts, { valid: 2, positive: 2, easy: 0, semiHard: 1, hard: 1 });
 * ```
 */
export function batchAllTripletLoss<R extends Reduction = "mean-non-zero">(
  embeddings: Matrix,
  labels: Labels,
  options: BatchAllOptions<R>,
): TripletLossResult<R> {
  checkBatch(embeddings, labels);
  const { margin, soft, reduction, metric } = batchAllOptions(options);
  const d = pairwiseDistances(embeddings, metric);
  const tally = tripletTally(d.length, margin, soft);
  eachTriplet(labels, (a, p, n) => tally.add(a, d[a][p], d[a][n]));
  return tally.result(reduction);
}
