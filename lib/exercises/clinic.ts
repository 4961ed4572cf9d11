import { diagnose } from "../clinic/diagnose.ts";
import { tripletCategory } from "../reference/triplet_category.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise, PERCENT } from "./data_exercise.ts";
import { FORMS } from "./form.ts";
import { valueExercise } from "./value_exercise.ts";

export type { Measured } from "./data_exercise.ts";

export const roomOnTheSphere = valueExercise({
  ...{ id: "7.1", title: "room on the sphere", level: 1, hash: "e69nxy" },
  mistakes: { "any two may be opposite": 4, "classes are at right angles": 2, "the radius": 1 },
  hint: "an equilateral triangle in a circle of radius 1: its side, squared",
});

/** Easy, semi-hard and hard as shares of triplets, each `[dAp, dAn]`. */
export type Shares = (triplets: readonly (readonly number[])[], margin: number) => number[];

const KINDS = ["easy", "semi-hard", "hard"];
const sharesBy = (
  kindOf = tripletCategory,
  whole = ([easy, semi, hard]: number[]) => easy + semi + hard,
): Shares =>
(triplets, margin) => {
  const kinds = triplets.map(([dAp, dAn]) => kindOf(dAp, dAn, margin));
  const counts = KINDS.map((kind) => kinds.filter((one) => one === kind).length);
  return counts.map((count) => count / whole(counts));
};

export const sharesByHand = codeExercise<Shares>({
  ...{ id: "7.2", title: "the number to log", level: 2 },
  call: "(triplets, margin) => [easy, semiHard, hard]",
  gives: FORMS.anyNumbers,
  tries: () => [
    [[[1, 3], [1, 1.125], [2, 1], [1, 4], [1, 1.75]], 0.5],
    [[[1, 1.25], [1, 1.125], [2, 1], [1, 1.375]], 0.25],
    [[[1, 1], [1, 1.25], [1, 4], [3, 1], [0, 1]], 0.5],
  ],
  right: sharesBy(),
  mistakes: {
    "their numbers will do": sharesBy(tripletCategory, () => 1),
    "percent": sharesBy(tripletCategory, ([easy, semi, hard]) => (easy + semi + hard) / 100),
    "shares are taken of those with a loss": sharesBy(
      tripletCategory,
      ([, semi, hard]) => semi + hard,
    ),
    "the right order is enough": sharesBy((dAp, dAn) => dAn > dAp ? "easy" : "hard"),
    "a triplet on the border has a loss": sharesBy((dAp, dAn, margin) =>
      dAn === dAp + margin ? "semi-hard" : tripletCategory(dAp, dAn, margin)
    ),
    "equally far is the right order": sharesBy((dAp, dAn, margin) =>
      dAn === dAp ? "semi-hard" : tripletCategory(dAp, dAn, margin)
    ),
    "the margin is the lesson's": (triplets) => sharesBy()(triplets, 0.5),
    "the order of the three is free": (triplets, margin) => sharesBy()(triplets, margin).reverse(),
  },
});

/** What a log says: the loss and the active share of each step, and the margin. */
export type Verdict = (loss: number[], active: number[], margin: number) => string;

const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;

/** The clinic that is asked for; each setting is a way to get it wrong. */
const clinicOf = (
  { last = 5, least = 0.9, fall = 0.7, near = (margin: number) => margin / 20, zeros = 0 } = {},
): Verdict =>
(loss, active, margin) => {
  const [began, ends] = [mean(loss.slice(0, 5)), mean(loss.slice(-last))];
  const [first, share] = [mean(active.slice(0, 5)), mean(active.slice(-last))];
  if (loss.slice(zeros).every((one) => one === 0)) return "no triplets";
  if (Math.abs(ends - margin) <= near(margin) && share > least) return "at the margin";
  return share < first / 2 && ends > fall * began ? "standing mean" : "nothing found";
};

/** Twelve steps that jump: five about one number, two far from it, five about another. */
const steps = (early: number, late: number, jump: (about: number) => number) => {
  const five = (about: number) => [3, -1, -2, 1, -1].map((times) => about + times * jump(about));
  return [...five(early), early + late, early + late, ...five(late)];
};
type Ends = readonly [early: number, late: number];
const log = (loss: Ends, active: Ends, margin: number): Parameters<Verdict> => [
  steps(...loss, (about) => about / 10),
  steps(...active, (about) => about * (1 - about) / 4).map((share) => Math.min(share, 1)),
  margin,
];

export const smallClinic = codeExercise<Verdict>({
  ...{ id: "7.3", title: "a small clinic", level: 3, call: "(loss, active, margin) => word" },
  gives: FORMS.word,
  tries: () => [
    log([0, 0], [0, 0], 0.2),
    log([0, 0.1], [0, 0.5], 0.2),
    log([0.4, 0.2], [1, 0.92], 0.2),
    log([0.8, 0.52], [0.5, 0.95], 0.5),
    log([0.4, 0.215], [0.95, 0.95], 0.2),
    log([0.15, 0.1], [0.98, 0.95], 0.2),
    log([0.3, 0.2], [0.95, 0.85], 0.2),
    log([0.25, 0.2], [1, 0.1], 0.2),
    log([0.2, 0.142], [0.9, 0.4], 0.2),
    log([0.1, 0.08], [0.9, 0.2], 0.2),
    log([0.1, 0.08], [0.5, 0.3], 0.2),
    log([0.2, 0.12], [0.9, 0.2], 0.2),
    log([0.5, 0.15], [0.9, 0.1], 0.2),
    log([0.5, 0], [0.9, 0], 0.2),
    log([0.1, 0.05], [0.98, 0.95], 0.02),
  ],
  right: clinicOf(),
  mistakes: {
    "a loss at the margin is a collapse": clinicOf({ least: -1 }),
    "a loss of 0 is a batch without triplets": clinicOf({ zeros: -5 }),
    "the last batch is the training": clinicOf({ last: 1 }),
    "0.05 is near for any margin": clinicOf({ near: () => 0.05 }),
    "an active share that falls is an illness": clinicOf({ fall: -1 }),
  },
});

type Labelled = Readonly<{ embeddings: number[][]; labels: number[] }>;

const recall = (embeddings: number[][], labels: number[]) =>
  diagnose({ snapshots: [{ embeddings, labels }] }).measured.snapshots[0].recallAt1;
export const wrongLabels = dataExercise<Labelled>({
  ...{ id: "7.4", title: "a few wrong labels", level: 1, within: 0.005, misread: PERCENT },
  known: ({ embeddings, labels }) => [
    recall(embeddings, labels),
    recall(embeddings, labels.map((label, i) => i % 10 === 0 ? (label + 1) % 8 : label)),
  ],
});

export const eachRowTwice = dataExercise<Labelled>({
  ...{ id: "7.5", title: "each row twice", level: 2, within: 0.005, misread: PERCENT },
  known: ({ embeddings, labels }) => [
    recall(embeddings, labels),
    recall([...embeddings, ...embeddings], [...labels, ...labels]),
  ],
});
