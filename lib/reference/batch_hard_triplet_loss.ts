import { checkChoice, checkFlag, checkOptions, refuseValue } from "../checks/mod.ts";
import type { DistanceOptions, Labels, Matrix } from "../checks/mod.ts";
import { anchorNegativeMask } from "./anchor_negative_mask.ts";
import { anchorPositiveMask } from "./anchor_positive_mask.ts";
import { checkBatch } from "./each_triplet.ts";
import { type MinedOptions, minedOptions } from "./mined_options.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import type { Reduction } from "./reduce_losses.ts";
import { type TripletLossResult, tripletTally } from "./triplet_loss_result.ts";

/** Whose batch-hard loss is meant; see {@linkcode batchHardTripletLoss}. */
export type BatchHardRule = "tensorflow" | "pytorch" | "valid";

/** The names of the rules, for messages and menus. */
export const BATCH_HARD_RULES: readonly BatchHardRule[] = ["tensorflow", "pytorch", "valid"];

/** What {@linkcode batchHardTripletLoss} may be told. */
export interface BatchHardOptions<R extends Reduction = Reduction> extends MinedOptions<R> {
  /** Whose definition. Default `"valid"`, the one to train with. */
  readonly rule?: BatchHardRule;
  /** True for the smooth hinge `softplus(x)` in the place of `max(x, 0)`. Default false. */
  readonly soft?: boolean;
}

export function batchHardOptions<R extends Reduction>(options: BatchHardOptions<R>) {
  const { rule = "valid", soft = false, ...mined } = checkOptions(
    options,
    "margin squared distance rule soft reduction",
  );
  checkChoice(rule, BATCH_HARD_RULES, "rule");
  checkFlag(soft, "soft");
  return { rule, soft, ...minedOptions(mined, "mean") };
}

/** No distance of the rule `"pytorch"` is below this one. */
export const smallestDistance = ({ squared, distance }: DistanceOptions): number =>
  distance === "cosine" ? 5e-13 : squared ? 1e-12 : 1e-6;

/**
 * The batch-hard loss: each anchor with its farthest positive and its nearest negative (Hermans,
 * Beyer and Leibe 2017, eq. 5).
 *
 *     loss = mean_a max(max_p d(a, p) - min_n d(a, n) + margin, 0)
 *
 * Which anchors are in the mean, and what stands for a positive or a negative that does not exist, is
 * where the references part:
 *
 * - `"tensorflow"` (article 2) takes the mean over all anchors. An anchor without a positive enters
 *   with `d(a, p) = 0`. The largest distance of the row is added to every entry that is no negative,
 *   so that the row's minimum is a negative; where there is none it is that largest distance, and the
 *   loss of a one-class batch is the margin, exactly what a collapsed network shows.
 * - `"pytorch"` (article 4, open-reid) takes the mean over all anchors, and the anchor is its own
 *   positive. Distances are `sqrt(max(d^2, 1e-12))`, so none is below 1e-6 (5e-13 for cosine
 *   distances, half such a square). Without a negative there is no answer: refused.
 * - `"valid"` takes the mean over the anchors that have a positive and a negative, as
 *   pytorch-metric-learning's miner leaves them; 0 when there is none.
 *
 * With `soft` the hinge is `softplus(x)`: with `margin: 0` the soft margin of Hermans and others.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns the loss, in the unit of the distances (0 for an empty batch, except under `"pytorch"`),
 *   the fraction of the anchors that have a loss, and what the triplet of each anchor is like
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss}, or when an anchor has no
 *   negative under `"pytorch"`
 *
 * @example
 * ```ts
 * import { batchHardTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * // Anchors 0 and 1 lose 1 - 2 + 2 = 1 and 1 - 1 + 2 = 2; anchor 2 has no positive: 0 - 1 + 2 = 1.
 * const [embeddings, labels] = [[[0], [1], [2]], [7, 7, 8]];
 * assertEquals(batchHardTripletLoss(embeddings, labels, { margin: 2 }).loss, 3 / 2);
 * const article2 = batchHardTripletLoss(embeddings, labels, { margin: 2, rule: "tensorflow" });
 * assertEquals(article2.loss, 4 / 3);
 * ```
 */
export function batchHardTripletLoss<R extends Reduction = "mean">(
  embeddings: Matrix,
  labels: Labels,
  options: BatchHardOptions<R>,
): TripletLossResult<R> {
  checkBatch(embeddings, labels);
  const { margin, rule, soft, reduction, metric } = batchHardOptions(options);
  const d = pairwiseDistances(embeddings, metric);
  const tally = tripletTally(d.length, margin, soft);
  const hardest = { tensorflow, pytorch, valid }[rule](labels, d, smallestDistance(metric));
  hardest.forEach((one, a) => {
    if (one !== null) tally.add(a, one.positive, one.negative);
  });
  return tally.result(reduction);
}

/** An anchor's distances to its hardest positive and negative; null: left out. */
type Hardest = { positive: number; negative: number } | null;

/** Article 2: every anchor, and the row's maximum added to what is no negative. */
function tensorflow(labels: Labels, d: number[][]): Hardest[] {
  const isPositive = anchorPositiveMask(labels);
  const isNegative = anchorNegativeMask(labels);
  return d.map((row, a) => {
    const rowMax = Math.max(...row);
    return {
      positive: Math.max(...row.map((dAp, p) => isPositive[a][p] ? dAp : 0)),
      negative: Math.min(...row.map((dAn, n) => isNegative[a][n] ? dAn : dAn + rowMax)),
    };
  });
}

/** Article 4: every anchor, itself among its positives, and no distance below 1e-6. */
function pytorch(labels: Labels, d: number[][], smallest: number): Hardest[] {
  needNegatives(labels);
  return d.map((row, a) => {
    const clamped = row.map((distance) => Math.max(distance, smallest));
    return {
      positive: Math.max(...clamped.filter((_, p) => labels[p] === labels[a])),
      negative: Math.min(...clamped.filter((_, n) => labels[n] !== labels[a])),
    };
  });
}

/** The anchors that have a positive and a negative, and no others. */
function valid(labels: Labels, d: number[][]): Hardest[] {
  return d.map((row, a) => {
    const dAp = row.filter((_, p) => p !== a && labels[p] === labels[a]);
    const dAn = row.filter((_, n) => labels[n] !== labels[a]);
    const both = dAp.length > 0 && dAn.length > 0;
    return both ? { positive: Math.max(...dAp), negative: Math.min(...dAn) } : null;
  });
}

/** Refuses labels of fewer than two classes. */
export function needNegatives(labels: Labels): void {
  if (new Set(Array.from(labels)).size > 1) return;
  const wanted = `two classes or more, a negative for every anchor (rule "pytorch")`;
  const got = labels.length === 0 ? "an empty batch" : "one class only";
  refuseValue(got, "labels", wanted, `rule "valid" gives 0 here`);
}
