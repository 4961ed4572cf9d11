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
  mistakes: [{
    believes: "the size of the batch was asked for",
    made: (classes) => classes === 4 * 47,
    says: "that is the batch; how many classes of 4 is it?",
    example: () => 188,
  }, {
    believes: "anchor and positive may be exchanged",
    made: (classes) => classes === 66,
    says: "(a, p, n) and (p, a, n) are two triplets: the anchor is another",
    example: () => 66,
  }, {
    believes: "any three rows are a triplet",
    made: (classes) => classes === 12,
    says: "12 classes have enough threes of rows, few of which are valid triplets",
    example: () => 12,
  }],
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
  mistakes: [{
    believes: "labels are any numbers",
    made: (six) => six.some((label) => !Number.isSafeInteger(label)),
    says: "labels are whole numbers: that they are equal or not is all they tell",
    example: () => [0.5, 1, 2, 3, 4, 5],
  }, {
    believes: "one point alone has no triplet, so nobody has",
    made: (six) => six.some((label) => countOf(six, label) === 1) && new Set(six).size === 2,
    says: "the lone point is no anchor, and it is a negative for all the others",
    example: () => [0, 0, 0, 0, 0, 1],
  }, {
    believes: "classes of two are too small",
    made: (six) => six.every((label) => countOf(six, label) === 2),
    says: "two points of a class are an anchor and a positive already",
    example: () => [0, 0, 1, 1, 2, 2],
  }, {
    believes: "two classes leave no choice",
    made: (six) => new Set(six).size === 2,
    says: "with two classes each has the other for its negatives",
    example: () => [0, 0, 0, 1, 1, 1],
  }],
  check(six: number[]) {
    if (six.some((label) => !Number.isSafeInteger(label))) return "six whole numbers";
    return validOf(six) === 0 || `${validOf(six)} triplets are still valid`;
  },
});

const lossAt = (f: readonly number[], margin: number) =>
  batchAllTripletLoss([...points.slice(0, 5), [...f]], labels, { margin }).loss;

export const moveF = defineExercise({
  ...{ id: "2.3", title: "move a point", level: 2, asks: "example", form: FORMS.point },
  mistakes: [{
    believes: "on its positive f costs nothing",
    made: ([x, y]) => x === 6 && y === 0,
    says: "on e it is close to its positive, and as close as e to the strangers",
    example: () => [6, 0],
  }, {
    believes: "far from everybody is best",
    made: ([x, y]) => Math.hypot(x - 6, y) > 12,
    says: "out there the strangers are far, and so is its own e, whom it would have beside it",
    example: () => [60, 80],
  }, {
    believes: "the middle is near to all",
    made: ([x, y]) => x >= 0 && x <= 5 && y >= 0 && y <= 4,
    says: "among the other classes every one of them is too near",
    example: () => [2, 2],
  }, {
    believes: "f stands well already",
    made: ([x, y]) => x === 6 && y === 8,
    says: "that is where it is now",
    example: () => [6, 8],
  }],
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
    "every other point is a negative": [
      adding(() => 0),
      "the anchor itself, at 0, was taken for a negative: nothing looks at the labels",
    ],
    "only the anchor itself is no negative": [
      (d) => d.map((row, a) => Math.min(...row.filter((_, n) => n !== a))),
      "the anchor is left out, its positives are not: they are no negatives either",
    ],
    "a large number is large enough": [
      adding(() => 1e9),
      "where all points are far apart, the large number that was added is the smallest",
    ],
    "Infinity is the safest large number": [
      adding(() => Infinity),
      "without a negative it gives Infinity, where the row's maximum is wanted",
    ],
    "the maximum is the matrix's": [
      (d, labels) =>
        d.map((row, a) => {
          const negatives = row.filter((_, n) => labels[n] !== labels[a]);
          return negatives.length > 0 ? Math.min(...negatives) : Math.max(...d.flat());
        }),
      "without a negative the maximum of the anchor's own row is wanted, not of the matrix",
    ],
    "hardest is farthest": [
      (d, labels) => d.map((row, a) => Math.max(...row.filter((_, n) => labels[n] !== labels[a]))),
      "that is the farthest negative: the hardest one is the nearest",
    ],
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
    "the mean is over all valid triplets": [
      meanWhere(() => true),
      "easy ones are in the mean: its denominator is the number of triplets that have a loss",
    ],
    "there is always a triplet with a loss": [
      meanWhere((loss) => loss > 0, NaN),
      "where none has a loss it divides 0 by 0: the mean of nothing is to be 0",
    ],
    "the loss is a sum": [
      (differences, margin) => sum(differences.map((v) => Math.max(v + margin, 0))),
      "that is the sum: it grows with the batch",
    ],
    "equal losses count once": [
      (differences, margin) => meanWhere((loss) => loss > 0)([...new Set(differences)], margin),
      "two triplets with the same loss are two: each is in the mean",
    ],
    "a triplet on the border counts": [
      meanWhere((loss) => loss >= 0),
      "a triplet whose loss is exactly 0 is easy: it is not in the mean",
    ],
    "differences are losses": [
      (differences) => differences.length && sum(differences) / differences.length,
      "the hinge is missing: differences and margin make a loss only where it is above 0",
    ],
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
