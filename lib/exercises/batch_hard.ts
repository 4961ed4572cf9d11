import { toyBatch } from "../datasets/toy_batch.ts";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { batchHardTripletLoss } from "../reference/batch_hard_triplet_loss.ts";
import { pairwiseDistances } from "../reference/pairwise_distances.ts";
import { softplus } from "../reference/softplus.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise } from "./data_exercise.ts";
import { defineExercise } from "./exercise.ts";
import { FORMS } from "./form.ts";
import { valueExercise } from "./value_exercise.ts";

export type { Measured } from "./data_exercise.ts";

export const oneInHowMany = valueExercise({
  ...{ id: "4.1", title: "count", level: 1, hash: "gg80al" },
  mistakes: {
    "the anchor is among its positives": 192,
    "the negatives are all others": 196,
    "all of the batch was asked for": 5376,
    "positives times images of one class": 56,
  },
  hint: "an anchor has K - 1 positives and PK - K negatives; one pair is looked at",
});

const { points, labels } = toyBatch();
function ratioOf(six: number[]): number {
  const [all, valid] = (["tensorflow", "valid"] as const).map((rule) =>
    batchHardTripletLoss(points, six, { margin: 0.3, rule }).loss
  );
  return valid / all;
}
const distinct = (six: number[]) => new Set(six).size;

export const threeTimes = defineExercise({
  ...{ id: "4.2", title: "set two rules apart", level: 2, asks: "example" },
  form: FORMS.numbers(6, "labels"),
  mistakes: {
    "without any pair they differ most": [(six) => distinct(six) === 6, [0, 1, 2, 3, 4, 5]],
    "one class for all": [(six) => distinct(six) === 1, [0, 0, 0, 0, 0, 0]],
    "three classes make three times": [
      (six) => six.every((label) => six.filter((one) => one === label).length > 1),
      [0, 0, 1, 1, 2, 2],
    ],
    "four of six are two thirds": [
      (six) => six.every(Number.isSafeInteger) && Math.abs(ratioOf(six) - 1.5) < 1e-4,
      [0, 0, 1, 1, 2, 3],
    ],
  },
  check(six: number[]) {
    if (!six.every(Number.isSafeInteger)) return "labels are whole numbers";
    const ratio = ratioOf(six);
    if (Number.isNaN(ratio)) return "here no anchor has a loss: both rules give 0";
    return Math.abs(ratio - 3) < 1e-4 || `"valid" gives ${ratio.toFixed(2)} times it`;
  },
});

/** Batches of 5 x 4 and of 5 x 2, judged by recall@1: one number a split. */
type JudgedPair = Record<"sixteen" | "eight", number[]>;

const verdictOf = ({ sixteen, eight }: JudgedPair) => {
  const { low, high } = meanInterval(sixteen.map((value, split) => value - eight[split]));
  return low > 0 ? "better" : high < 0 ? "worse" : "not told apart";
};
const plain = (word: string) => word.trim().toLowerCase();

export const anotherJudge = defineExercise<string, JudgedPair>({
  ...{ id: "4.3", title: "another judge", level: 2, asks: "data", form: FORMS.word },
  mistakes: {
    "not told apart is equal": [
      (word) => /equal|same|no difference|alike/.test(plain(word)),
      "equal",
    ],
    "a higher mean is better": [(word) => plain(word) === "better", "better"],
    "one split that is worse decides": [(word) => plain(word) === "worse", "worse"],
  },
  check: (word, given) =>
    plain(word) === verdictOf(given) || "better, worse or not told apart: one of these",
});

/** A batch-hard loss from each anchor's distances to its hardest positive and negative. */
export type SoftLoss = (dAp: number[], dAn: number[]) => number;

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
const meanOf = (of: (gap: number) => number): SoftLoss => (dAp, dAn) =>
  sum(dAp.map((far, a) => of(far - dAn[a]))) / dAp.length;

export const softMargin = codeExercise<SoftLoss>({
  ...{ id: "4.4", title: "the soft margin", level: 2, call: "(dAp, dAn) => number" },
  // First each anchor's hardest distances on the six points.
  tries: () => [
    [[5, 5, 5, 5, 8, 8], [3, 3, 3, 3, 3, 5]],
    [[1, 2], [4, 0]],
    [[1000], [0]],
    [[0], [1000]],
    ...[7, 11, 750].flatMap((gap): Parameters<SoftLoss>[] => [[[gap], [0]], [[0], [gap]]]),
  ],
  right: meanOf(softplus),
  mistakes: {
    "the formula may be written as it stands": meanOf((v) => Math.log(1 + Math.exp(v))),
    "turning the sign cures it": meanOf((v) => v + Math.log1p(Math.exp(-v))),
    "soft is without a margin": meanOf((v) => Math.max(v, 0)),
    "the loss is a sum": (dAp, dAn) => sum(dAp.map((far, a) => softplus(far - dAn[a]))),
    "the order of the difference is free": meanOf((v) => softplus(-v)),
  },
});

export type BatchHard = (d: number[][], labels: number[], margin: number) => number;

const hardest = (
  { far = Math.max, self = false, who = "valid", power = 1, clamp = 0, apart = -1 }: {
    far?: (...values: number[]) => number;
    self?: boolean;
    who?: "valid" | "all";
    power?: number;
    clamp?: number;
    apart?: number;
  },
): BatchHard =>
(d, labels, margin) => {
  const losses = d.flatMap((row, a) => {
    const powered = row.map((v) => v ** power);
    const positives = powered.filter((_, j) =>
      labels[j] === labels[a] && (self || j !== a && row[j] > apart)
    );
    const negatives = powered.filter((_, j) => labels[j] !== labels[a]);
    if (positives.length === 0 || negatives.length === 0) return who === "all" ? [0] : [];
    return [Math.max(far(...positives) - Math.min(...negatives) + margin, clamp)];
  });
  return losses.length === 0 ? 0 : sum(losses) / losses.length;
};

export const hardestByHand = codeExercise<BatchHard>({
  ...{ id: "4.5", title: "batch hard by hand", level: 3, call: "(d, labels, margin) => number" },
  tries: () =>
    [
      ...[[0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 2], [0, 1, 2, 3, 4, 5], [7, -1, 0, 7, 0, 0]]
        .map((six) => ({ points, six })),
      { points: [[0], [10], [1], [11], [13.5], [0.5]], six: [0, 1, 0, 1, 1, 0] },
      { points: [[0], [0], [5], [4.75], [5]], six: [1, 1, 2, 0, 0] },
    ].flatMap(({ points, six }) =>
      [0.3, 4].map((margin): Parameters<BatchHard> => [pairwiseDistances(points), six, margin])
    ),
  right: hardest({}),
  mistakes: {
    "the anchor is its own positive": hardest({ self: true }),
    "the mean is over all anchors": hardest({ who: "all" }),
    "hardest is nearest for both": hardest({ far: Math.min }),
    "an easy anchor has a loss below 0": hardest({ clamp: -Infinity }),
    "what lies at 0 is the anchor itself": hardest({ apart: 0 }),
    "distance and squared distance are the same": hardest({ power: 2 }),
  },
});

export const tenthAsLarge = dataExercise({
  ...{ id: "4.6", title: "a tenth as large", level: 1, within: 0.01 },
  known: () =>
    [1, 0.1].map((by) =>
      batchHardTripletLoss(points.map((row) => row.map((v) => by * v)), labels, {
        margin: 0.3,
        rule: "valid",
      }).loss
    ) as [number, number],
  misread: [6, "the sum over the anchors", "the mean over the anchors is asked for, not the sum"],
});
