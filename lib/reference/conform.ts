import {
  checkMargin,
  checkOptions,
  type DistanceOptions,
  type Labels,
  type Matrix,
} from "../checks/mod.ts";
import { batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
import { batchCircleLoss } from "./batch_circle_loss.ts";
import { type BatchHardRule, batchHardTripletLoss } from "./batch_hard_triplet_loss.ts";
import type { CircleLossOptions } from "./circle_loss.ts";
import { checkBatch } from "./each_triplet.ts";
import { semiHardTripletLoss } from "./semi_hard_triplet_loss.ts";
import type { TripletCounts } from "./triplet_loss_result.ts";
import { tripletStatistics } from "./triplet_statistics.ts";

/** What {@linkcode conform} may be told. */
export interface ConformOptions extends DistanceOptions, CircleLossOptions {
  /** The margin of the triplet losses, in the unit of the distances. */
  readonly margin: number;
}

/** One batch under one rule. */
export interface ConformRow {
  /**
   * The loss, as papers name it: `"batch all"`, `"batch hard"`, `"semi-hard"`, `"circle"`; or the
   * library whose classes are the rules, `"sentence-transformers"`.
   */
  readonly loss: string;
  /** Whose definition of it. */
  readonly rule: string;
  /** The value, or null where the rule has none for this batch. */
  readonly value: number | null;
  /** How many losses the mean was taken over. */
  readonly denominator: number;
  /** What sets the rule apart, with the numbers of this batch. */
  readonly why: string;
}

/**
 * Computes one batch under every named rule and tells in words why the numbers differ.
 *
 * "Batch hard" and "CircleLoss" are several functions each, by design and in silence: on one batch
 * and one margin the references disagree by tens of percent. This table is how to find out which of
 * them a paper, or a library, has computed.
 *
 * The triplet losses take the embeddings as they are. pytorch-metric-learning normalises them by
 * default: to compare with it, hand over `l2Normalize(embeddings)`.
 *
 * @param embeddings the points, B rows of D numbers
 * @param labels one integer a point, B of them
 * @param options margin; squared = false; m = 0.25 and gamma = 256 for CircleLoss
 * @returns a row for each rule
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   or an option is out of its range
 *
 * @example
 * ```ts
 * import { conform } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * const rows = conform([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * const hard = rows.filter((row) => row.loss === "batch hard" && row.rule !== "soft margin");
 * // The same sum, 1 + 2 (+ 1 for the anchor without a positive), over other counts of anchors.
 * assertEquals(hard.map((row) => row.denominator), [3, 3, 2]);
 * assertEquals(hard[2].value, 1.5);
 * ```
 */
export function conform(
  embeddings: Matrix,
  labels: Labels,
  options: ConformOptions,
): ConformRow[] {
  const { margin, m = 0.25, gamma = 256, ...metric } = checkOptions(
    options,
    "margin squared distance m gamma",
  );
  checkBatch(embeddings, labels);
  checkMargin(margin);

  const batch: ConformBatch = { embeddings, labels, margin, metric, m, gamma };
  const { counts } = batchAllTripletLoss(embeddings, labels, { margin, ...metric });
  const anchors = countAnchors(labels);
  const rules: Record<string, RuleRow[]> = {
    "batch all": batchAllRows(batch, counts),
    "batch hard": batchHardRows(batch, anchors),
    "semi-hard": semiHardRows(batch, counts, anchors),
    "circle": circleRows(batch, anchors),
    "sentence-transformers": sentenceRows(batch, counts, anchors),
  };
  return Object.entries(rules).flatMap(([loss, rows]) => rows.map((row) => ({ loss, ...row })));
}

type RuleRow = Omit<ConformRow, "loss">;

/** The batch, with every option filled in. */
type ConformBatch = Required<Omit<ConformOptions, keyof DistanceOptions>> & {
  readonly metric: DistanceOptions;
  readonly embeddings: Matrix;
  readonly labels: Labels;
};

function batchAllRows(batch: ConformBatch, counts: TripletCounts): RuleRow[] {
  const { embeddings, labels, margin, metric } = batch;
  const all = (options: { soft?: boolean; reduction?: "mean" } = {}): number =>
    batchAllTripletLoss(embeddings, labels, { margin, ...metric, ...options }).loss;
  return [
    {
      rule: "mean over non-zero",
      value: all(),
      denominator: counts.positive,
      why: `Articles 2 and 3, and pytorch-metric-learning by default: the mean over the ` +
        `${counts.positive} triplets with a loss; the ${
          counts.valid - counts.positive
        } others of ` +
        `${counts.valid} valid ones are left out.`,
    },
    {
      rule: "mean",
      value: all({ reduction: "mean" }),
      denominator: counts.valid,
      why:
        `The same sum over all ${counts.valid} valid triplets, the zeros of the easy ones with it.`,
    },
    {
      rule: "smooth",
      value: all({ soft: true }),
      denominator: counts.valid,
      why:
        `pytorch-metric-learning's smooth_loss: softplus keeps the margin and gives every one of ` +
        `${counts.valid} valid triplets a loss, so both means are one.`,
    },
  ];
}

function batchHardRows(batch: ConformBatch, anchors: AnchorCounts): RuleRow[] {
  const { embeddings, labels, margin, metric } = batch;
  const hard = (rule: BatchHardRule, options: { margin?: number; soft?: boolean } = {}): number =>
    batchHardTripletLoss(embeddings, labels, { margin, ...metric, rule, ...options }).loss;
  const oneClass = anchors.withNegative === 0;
  return [
    {
      rule: "tensorflow",
      value: hard("tensorflow"),
      denominator: anchors.all,
      why: anchors.all === 0
        ? `Article 2: an empty batch has no anchor to take the mean over.`
        : oneClass
        ? `Article 2: without a negative the row's maximum stands for it, so every loss is the margin, ` +
          `as in a collapsed batch.`
        : `Article 2: the mean over all ${anchors.all} anchors; those without a positive, ` +
          `${anchors.withoutPositive} of them, enter with d(a, p) = 0.`,
    },
    {
      rule: "pytorch",
      value: oneClass ? null : hard("pytorch"),
      denominator: anchors.all,
      why: oneClass
        ? `Article 4 (open-reid) has no answer without a negative: its minimum is over nothing.`
        : `Article 4 (open-reid): the mean over all ${anchors.all} anchors, each its own positive too; ` +
          `no distance is below 1e-6.`,
    },
    {
      rule: "valid",
      value: hard("valid"),
      denominator: anchors.valid,
      why:
        `pytorch-metric-learning's miner: the mean over the ${anchors.valid} anchors with a positive ` +
        `and a negative, the ${anchors.all - anchors.valid} others left out.`,
    },
    {
      rule: "soft margin",
      value: hard("valid", { margin: 0, soft: true }),
      denominator: anchors.valid,
      why:
        `Hermans and others: softplus(d(a, p) - d(a, n)) over the same ${anchors.valid} anchors. No ` +
        `margin, and never 0: a collapsed batch gives log 2.`,
    },
  ];
}

function semiHardRows(
  { embeddings, labels, margin, metric }: ConformBatch,
  counts: TripletCounts,
  anchors: AnchorCounts,
): RuleRow[] {
  const pairs = anchors.withNegative === 0 ? 0 : 2 * anchors.positivePairs;
  return [
    {
      rule: "all",
      value: semiHardTripletLoss(embeddings, labels, { margin, ...metric }).loss,
      denominator: counts.semiHard,
      why:
        `The mean over the ${counts.semiHard} triplets with d(a, p) < d(a, n) < d(a, p) + margin, so ` +
        `between 0 and the margin; the ${counts.hard} hard ones are left out. FaceNet itself draws one ` +
        `of them for each pair (rule "random").`,
    },
    {
      rule: "nearest",
      value: semiHardTripletLoss(embeddings, labels, { margin, ...metric, rule: "nearest" }).loss,
      denominator: pairs,
      why: `TensorFlow Addons: one negative for each of ${pairs} ` +
        `ordered pairs, the nearest farther one, inside the margin or not, and else the farthest.`,
    },
  ];
}

function circleRows(
  { embeddings, labels, m, gamma }: ConformBatch,
  anchors: AnchorCounts,
): RuleRow[] {
  return [
    {
      rule: "pooled",
      value: batchCircleLoss(embeddings, labels, { m, gamma, rule: "pooled" }),
      denominator: 1,
      why:
        `Article 5: one sum over all ${anchors.positivePairs} positive and ${anchors.negativePairs} ` +
        `negative pairs, so the worst pairs of the batch rule it.`,
    },
    {
      rule: "per-anchor",
      value: batchCircleLoss(embeddings, labels, { m, gamma, rule: "per-anchor" }),
      denominator: anchors.valid,
      why: `The paper's eq. 6 for one anchor, as in pytorch-metric-learning: the mean over the ` +
        `${anchors.valid} anchors with both kinds of pairs.`,
    },
  ];
}

/** sentence-transformers' four batch losses, which are rules of above but for what is said. */
function sentenceRows(
  { embeddings, labels, margin, metric }: ConformBatch,
  counts: TripletCounts,
  anchors: AnchorCounts,
): RuleRow[] {
  const hard = { ...metric, rule: "tensorflow" } as const;
  const nearest = { margin, ...metric, rule: "nearest" } as const;
  const oneClass = anchors.withNegative === 0 && anchors.all > 1;
  return [
    {
      rule: "BatchAllTripletLoss",
      value: batchAllTripletLoss(embeddings, labels, { margin, ...metric }).loss,
      denominator: counts.positive,
      why: `Batch all, "mean over non-zero".`,
    },
    {
      rule: "BatchHardTripletLoss",
      value: batchHardTripletLoss(embeddings, labels, { margin, ...hard }).loss,
      denominator: anchors.all,
      why: `Batch hard, "tensorflow": all ${anchors.all} anchors.`,
    },
    {
      rule: "BatchHardSoftMarginTripletLoss",
      value: batchHardTripletLoss(embeddings, labels, { margin: 0, soft: true, ...hard }).loss,
      denominator: anchors.all,
      why:
        `Batch hard, "soft margin", over all ${anchors.all} anchors as in "tensorflow"; its exponential ` +
        `overflows where this value does not.`,
    },
    {
      rule: "BatchSemiHardTripletLoss",
      value: oneClass
        ? margin + tripletStatistics(embeddings, labels, { margin, ...metric }).meanDistance
        : semiHardTripletLoss(embeddings, labels, nearest).loss,
      denominator: 2 * anchors.positivePairs,
      why: oneClass
        ? `Without a negative it takes the anchor itself for one, so each loss is d(a, p) + margin.`
        : `Semi-hard, "nearest".`,
    },
  ];
}

type AnchorCounts = ReturnType<typeof countAnchors>;

function countAnchors(labels: Labels) {
  const list = Array.from(labels);
  const sizes = new Map<number, number>();
  for (const label of list) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const all = list.length;
  const withNegative = sizes.size > 1 ? all : 0;
  const withoutPositive = list.filter((label) => sizes.get(label) === 1).length;
  let positivePairs = 0;
  for (const size of sizes.values()) positivePairs += size * (size - 1) / 2;
  return {
    all,
    withNegative,
    withoutPositive,
    valid: withNegative === 0 ? 0 : all - withoutPositive,
    positivePairs,
    negativePairs: all * (all - 1) / 2 - positivePairs,
  };
}
