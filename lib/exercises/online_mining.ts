import { toyBatch } from "../datasets/toy_batch.ts";
import { batchAllTripletLoss } from "../reference/batch_all_triplet_loss.ts";
import { pairwiseDistances } from "../reference/pairwise_distances.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise, PERCENT } from "./data_exercise.ts";
import { defineExercise } from "./exercise.ts";
import { FORMS } from "./form.ts";

export type { Measured } from "./data_exercise.ts";

/** Valid triplets of P classes with K points each. */
const tripletsOf = (P: number, K: number) => P * K * (K - 1) * (P * K - K);

export const classesForTriplets = defineExercise({
  ...{ id: "2.1", title: "read it backwards", level: 1, asks: "value", form: FORMS.whole },
  mistakes: {
    "the size of the batch was asked for": [(classes) => classes === 4 * 47, 188],
    "anchor and positive may be exchanged": [(classes) => classes === 66, 66],
    "any three rows are a triplet": [(classes) => classes === 12, 12],
  },
  check(classes: number) {
    if (classes < 1) return "a whole number of classes, from 1 on";
    if (tripletsOf(classes, 4) < 100_000) return `${classes} classes hold fewer than 100,000`;
    return tripletsOf(classes - 1, 4) < 100_000 || "that many are enough, but fewer are too";
  },
});

const { points, labels } = toyBatch();
const validOf = (six: number[]) => batchAllTripletLoss(points, six, { margin: 1 }).counts.valid;
const countOf = (six: number[], label: number) => six.filter((one) => one === label).length;

export const noTriplet = defineExercise({
  ...{ id: "2.2", title: "break it", level: 1, asks: "example", form: FORMS.numbers(6, "labels") },
  mistakes: {
    "labels are any numbers": [
      (six) => six.some((label) => !Number.isSafeInteger(label)),
      [0.5, 1, 2, 3, 4, 5],
    ],
    "one point alone has no triplet, so nobody has": [
      (six) => six.some((label) => countOf(six, label) === 1) && new Set(six).size === 2,
      [0, 0, 0, 0, 0, 1],
    ],
    "classes of two are too small": [
      (six) => six.every((label) => countOf(six, label) === 2),
      [0, 0, 1, 1, 2, 2],
    ],
    "two classes leave no choice": [(six) => new Set(six).size === 2, [0, 0, 0, 1, 1, 1]],
  },
  check(six: number[]) {
    if (six.some((label) => !Number.isSafeInteger(label))) return "six whole numbers";
    return validOf(six) === 0 || `${validOf(six)} triplets are still valid`;
  },
});

const lossAt = (f: readonly number[], margin: number) =>
  batchAllTripletLoss([...points.slice(0, 5), [...f]], labels, { margin }).loss;

export const moveF = defineExercise({
  ...{ id: "2.3", title: "move a point", level: 2, asks: "example", form: FORMS.point },
  mistakes: {
    "on its positive f costs nothing": [([x, y]) => x === 6 && y === 0, [6, 0]],
    "far from everybody is best": [([x, y]) => Math.hypot(x - 6, y) > 12, [60, 80]],
    "the middle is near to all": [([x, y]) => x >= 0 && x <= 5 && y >= 0 && y <= 4, [2, 2]],
    "f stands well already": [([x, y]) => x === 6 && y === 8, [6, 8]],
  },
  check(place: number[], { margin }: { margin: number }) {
    const [was, is] = [lossAt(points[5], margin), lossAt(place, margin)];
    const goal = was * 6 / 7;
    return is < goal ||
      `the loss is ${is.toFixed(2)}, from ${was.toFixed(2)}; ${goal.toFixed(2)} is to be reached`;
  },
});

/** The distance of each anchor to its nearest negative, from distances and labels. */
export type NearestNegatives = (d: number[][], labels: number[]) => number[];

/** The nearest in each row, when those that are no negatives have something added. */
const adding =
  (what: (row: number[]) => number, alike = (y: number, z: number) => y === z): NearestNegatives =>
  (d, labels) =>
    d.map((row, a) =>
      Math.min(...row.map((v, n) => v + (alike(labels[n], labels[a]) ? what(row) : 0)))
    );

export const rowMaximum = codeExercise<NearestNegatives>({
  ...{ id: "2.4", title: "the row's maximum", level: 3, call: "(d, labels) => number[]" },
  gives: FORMS.anyNumbers,
  tries: () => [
    ...[1, 1e300].map((scale): [number[][], number[]] => [
      pairwiseDistances(points).map((row) => row.map((value) => scale * value)),
      [...labels],
    ]),
    [pairwiseDistances(points), [0, 1, 0, 1, 2, 2]],
    [pairwiseDistances(points), [3, -1, 3, 3, -2, 0]],
    [[[0, 3, 1, 2], [3, 0, 4, 2], [1, 4, 0, 2], [2, 2, 2, 0]], [7, 7, 7, 7]],
  ],
  right: adding((row) => Math.max(...row)),
  mistakes: {
    "every other point is a negative": adding(() => 0),
    "only the anchor itself is no negative": (d) =>
      d.map((row, a) => Math.min(...row.filter((_, n) => n !== a))),
    "a large number is large enough": adding(() => 1e9),
    "Infinity is the safest large number": adding(() => Infinity),
    "the maximum is the matrix's": (d, labels) =>
      d.map((row, a) => {
        const negatives = row.filter((_, n) => labels[n] !== labels[a]);
        return negatives.length > 0 ? Math.min(...negatives) : Math.max(...d.flat());
      }),
    "hardest is farthest": (d, labels) =>
      d.map((row, a) => Math.max(...row.filter((_, n) => labels[n] !== labels[a]))),
  },
});

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);

/** The mean of what is left of the losses, 0 of nothing. */
const meanWhere =
  (kept: (loss: number) => boolean, empty = 0) => (differences: number[], margin: number) => {
    const losses = differences.map((v) => v + margin).filter(kept);
    return losses.length === 0 ? empty : sum(losses.map((v) => Math.max(v, 0))) / losses.length;
  };

export const meanOfActive = codeExercise<(differences: number[], margin: number) => number>({
  ...{ id: "2.5", title: "who is in the mean", level: 2, call: "(differences, margin) => number" },
  tries: () =>
    [
      ...[[[-3, 1, 0, -2.5], 2], [[-5, -6], 2], [[1, 2], 0.5], [[], 1], [[-2, 4], 2]],
      ...[[[5, 1, 5, 0], 1], [[1, -1, 3], 0], [[-0.9999, 3], 1]],
    ] as [number[], number][],
  right: meanWhere((loss) => loss > 0),
  mistakes: {
    "the mean is over all valid triplets": meanWhere(() => true),
    "there is always a triplet with a loss": meanWhere((loss) => loss > 0, NaN),
    "the loss is a sum": (differences, margin) =>
      sum(differences.map((v) => Math.max(v + margin, 0))),
    "equal losses count once": (differences, margin) =>
      meanWhere((loss) => loss > 0)([...new Set(differences)], margin),
    "a triplet on the border counts": meanWhere((loss) => loss >= 0),
    "differences are losses": (differences) =>
      differences.length && sum(differences) / differences.length,
  },
});

export const trainWithMargin = dataExercise({
  ...{ id: "2.6", title: "train with another margin", level: 1, within: 0.045, misread: PERCENT },
  known: () => [0.075, 0.035],
});

export const trainWithK = dataExercise({
  ...{ id: "2.7", title: "train with another K", level: 2, within: 0.045, misread: PERCENT },
  known: () => [0.075, 0.18],
});
