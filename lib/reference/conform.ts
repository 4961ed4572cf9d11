import { checkOptions, type DistanceOptions, type Labels, type Matrix } from "../checks/mod.ts";
import { batchAllTripletLoss } from "./batch_all_triplet_loss.ts";
import { batchCircleLoss, type CircleRule } from "./batch_circle_loss.ts";
import { type BatchHardOptions, batchHardTripletLoss } from "./batch_hard_triplet_loss.ts";
import type { CircleLossOptions } from "./circle_loss.ts";
import { checkBatch } from "./each_triplet.ts";
import { type MinedOptions, minedOptions } from "./mined_options.ts";
import { semiHardTripletLoss } from "./semi_hard_triplet_loss.ts";
import { tripletStatistics } from "./triplet_statistics.ts";

/** What {@linkcode conform} may be told. */
export interface ConformOptions extends Omit<MinedOptions, "reduction">, CircleLossOptions {}

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
 * Computes one batch under every named rule and tells in words why the numbers differ: "batch hard"
 * and "CircleLoss" are several functions each, in silence, tens of percent apart, and this tells
 * which of them a paper, or a library, has computed. The triplet losses take the embeddings as they
 * are; pytorch-metric-learning normalises them by default: to compare with it, hand over
 * `l2Normalize(embeddings)`.
 *
 * @param embeddings the points, B rows of D numbers
 * @returns a row for each rule
 * @throws {TypeError | RangeError} as {@linkcode batchAllTripletLoss} and {@linkcode batchCircleLoss}
 *
 * @example
 * ```ts
 * import { conform } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * const rows = conform([[0], [1], [2]], [7, 7, 8], { margin: 2 });
 * const hard = rows.filter((row) => row.loss === "batch hard" && row.rule !== "soft margin");
 * // The same sum, 1 + 2 (+ 1 for the anchor without a positive), over other counts of anchors.
 * assertEquals(hard.map((row) => row.denominator), [3, 3, 2]);
 * ```
 */
export function conform(embeddings: Matrix, labels: Labels, options: ConformOptions): ConformRow[] {
  const { m, gamma, ...mined } = checkOptions(options, "margin squared distance m gamma");
  checkBatch(embeddings, labels);
  const { margin, metric } = minedOptions(mined, "mean");
  const batch = batchOf(embeddings, labels, { margin, ...metric }, { m, gamma });
  const rules: Record<string, RuleRow[]> = {
    "batch all": batchAllRows(batch),
    "batch hard": batchHardRows(batch),
    "semi-hard": semiHardRows(batch),
    "circle": circleRows(batch),
    "sentence-transformers": sentenceRows(batch),
  };
  return Object.entries(rules).flatMap(([loss, rows]) =>
    rows.map(([rule, value, denominator, why]) => ({ loss, rule, value, denominator, why }))
  );
}

type RuleRow = [rule: string, value: number | null, denominator: number, why: string];

type Batch = ReturnType<typeof batchOf>;

function batchOf(
  x: Matrix,
  labels: Labels,
  mined: { margin: number } & DistanceOptions,
  scales: CircleLossOptions,
) {
  type Hard = Omit<Partial<BatchHardOptions>, "reduction">;
  return {
    all: (more: { soft?: boolean; reduction?: "mean" } = {}) =>
      batchAllTripletLoss(x, labels, { ...mined, ...more }).loss,
    hard: (more: Hard) => batchHardTripletLoss(x, labels, { ...mined, ...more }).loss,
    semiHard: (rule: "all" | "nearest") => semiHardTripletLoss(x, labels, { ...mined, rule }).loss,
    circle: (rule: CircleRule) => batchCircleLoss(x, labels, { ...scales, rule }),
    selfAsNegative: () => mined.margin + tripletStatistics(x, labels, mined).meanDistance,
    counts: batchAllTripletLoss(x, labels, mined).counts,
    anchors: countAnchors(labels),
  };
}

function batchAllRows({ all, counts: { valid, positive } }: Batch): RuleRow[] {
  return [
    [
      ...["mean over non-zero", all(), positive] as const,
      `Articles 2 and 3, and pytorch-metric-learning by default: the mean over the ${positive} ` +
      `triplets with a loss; the ${valid - positive} others of ${valid} valid ones are left out.`,
    ],
    [
      ...["mean", all({ reduction: "mean" }), valid] as const,
      `The same sum over all ${valid} valid triplets, the zeros of the easy ones with it.`,
    ],
    [
      ...["smooth", all({ soft: true }), valid] as const,
      `pytorch-metric-learning's smooth_loss: softplus keeps the margin and gives every one of ` +
      `${valid} valid triplets a loss, so both means are one.`,
    ],
  ];
}

function batchHardRows({ hard, anchors }: Batch): RuleRow[] {
  const { all, valid, withNegative, withoutPositive } = anchors;
  const oneClass = withNegative === 0;
  const article2 = all === 0
    ? `an empty batch has no anchor to take the mean over.`
    : oneClass
    ? `without a negative the row's maximum stands for it, so every loss is the margin, as in a ` +
      `collapsed batch.`
    : `the mean over all ${all} anchors; those without a positive, ${withoutPositive} of them, ` +
      `enter with d(a, p) = 0.`;
  const article4 = oneClass
    ? ` has no answer without a negative: its minimum is over nothing.`
    : `: the mean over all ${all} anchors, each its own positive too; no distance is below 1e-6.`;
  return [
    ["tensorflow", hard({ rule: "tensorflow" }), all, `Article 2: ${article2}`],
    [
      "pytorch",
      oneClass ? null : hard({ rule: "pytorch" }),
      all,
      `Article 4 (open-reid)${article4}`,
    ],
    [
      ...["valid", hard({ rule: "valid" }), valid] as const,
      `pytorch-metric-learning's miner: the mean over the ${valid} anchors with a positive and a ` +
      `negative, the ${all - valid} others left out.`,
    ],
    [
      ...["soft margin", hard({ rule: "valid", margin: 0, soft: true }), valid] as const,
      `Hermans and others: softplus(d(a, p) - d(a, n)) over the same ${valid} anchors. No margin, ` +
      `and never 0: a collapsed batch gives log 2.`,
    ],
  ];
}

function semiHardRows({ semiHard, counts, anchors: { pairs } }: Batch): RuleRow[] {
  return [
    [
      ...["all", semiHard("all"), counts.semiHard] as const,
      `The mean over the ${counts.semiHard} triplets with d(a, p) < d(a, n) < d(a, p) + margin, so ` +
      `between 0 and the margin; the ${counts.hard} hard ones are left out. FaceNet itself draws one ` +
      `of them for each pair (rule "random").`,
    ],
    [
      ...["nearest", semiHard("nearest"), pairs] as const,
      `TensorFlow Addons: one negative for each of ${pairs} ordered pairs, the nearest farther one, ` +
      `inside the margin or not, and else the farthest.`,
    ],
  ];
}

function circleRows({ circle, anchors }: Batch): RuleRow[] {
  return [
    [
      ...["pooled", circle("pooled"), 1] as const,
      `Article 5: one sum over all ${anchors.positivePairs} positive and ${anchors.negativePairs} ` +
      `negative pairs, so the worst pairs of the batch rule it.`,
    ],
    [
      ...["per-anchor", circle("per-anchor"), anchors.valid] as const,
      `The paper's eq. 6 for one anchor, as in pytorch-metric-learning: the mean over the ` +
      `${anchors.valid} anchors with both kinds of pairs.`,
    ],
  ];
}

/** sentence-transformers' four batch losses, which are rules of above but for what is said. */
function sentenceRows({ all, hard, semiHard, selfAsNegative, counts, anchors }: Batch): RuleRow[] {
  const oneClass = anchors.withNegative === 0 && anchors.all > 1;
  const soft = { rule: "tensorflow", margin: 0, soft: true } as const;
  return [
    ["BatchAllTripletLoss", all(), counts.positive, `Batch all, "mean over non-zero".`],
    [
      ...["BatchHardTripletLoss", hard({ rule: "tensorflow" }), anchors.all] as const,
      `Batch hard, "tensorflow": all ${anchors.all} anchors.`,
    ],
    [
      ...["BatchHardSoftMarginTripletLoss", hard(soft), anchors.all] as const,
      `Batch hard, "soft margin", over all ${anchors.all} anchors as in "tensorflow"; its exponential ` +
      `overflows where this value does not.`,
    ],
    [
      "BatchSemiHardTripletLoss",
      oneClass ? selfAsNegative() : semiHard("nearest"),
      2 * anchors.positivePairs,
      oneClass
        ? `Without a negative it takes the anchor itself for one, so each loss is d(a, p) + margin.`
        : `Semi-hard, "nearest".`,
    ],
  ];
}

function countAnchors(labels: Labels) {
  const sizes = new Map<number, number>();
  for (const label of Array.from(labels)) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const all = labels.length;
  const withNegative = sizes.size > 1 ? all : 0;
  const withoutPositive = [...sizes.values()].filter((size) => size === 1).length;
  const positivePairs = [...sizes.values()].reduce((sum, size) => sum + size * (size - 1) / 2, 0);
  return {
    all,
    withNegative,
    withoutPositive,
    valid: withNegative === 0 ? 0 : all - withoutPositive,
    positivePairs,
    negativePairs: all * (all - 1) / 2 - positivePairs,
    /** Ordered, of one class, with a negative. */
    pairs: withNegative === 0 ? 0 : 2 * positivePairs,
  };
}
