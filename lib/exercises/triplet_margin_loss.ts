import { toyBatch } from "../datasets/toy_batch.ts";
import { batchAllTripletLoss } from "../reference/batch_all_triplet_loss.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";
import { softplus } from "../reference/softplus.ts";
import { tripletMarginLoss } from "../reference/triplet_margin_loss.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise } from "./data_exercise.ts";
import { defineExercise } from "./exercise.ts";
import { FORMS } from "./form.ts";

export type { Measured } from "./data_exercise.ts";

const { points, labels } = toyBatch();
const [a, b, ...negatives] = points;

/** The library's loss of one triplet, without `eps`; the margin is 2 unless told otherwise. */
function lossOf(
  [anchor, positive, negative]: readonly (readonly number[])[],
  options: { margin?: number; p?: number; swap?: boolean } = {},
): number {
  const [x, y, z] = [anchor, positive, negative].map((point) => [[...point]]);
  return tripletMarginLoss(x, y, z, { margin: 2, eps: 0, ...options });
}

export const nothingEasy = defineExercise({
  ...{ id: "1.1", title: "a margin", level: 1, asks: "example", form: FORMS.number },
  mistakes: {
    "a triplet on the border has a loss": [(margin) => margin === 5, 5],
    "the margin is a distance from the anchor": [(margin) => margin >= 10, 10],
    "a smaller margin leaves fewer easy": [(margin) => margin < 2, 0],
  },
  check(margin: number) {
    if (margin < 0 || margin > 6) return "the margin should be from 0 to 6";
    return negatives.every((n) => lossOf([a, b, n], { margin }) > 0) ||
      "the point f is at 10, and b at 5";
  },
});

const byNorms = (n: number[]) => [1, Infinity].map((p) => lossOf([a, b, n], { p }));

export const easyForOneOrder = defineExercise({
  ...{ id: "1.2", title: "look at p", level: 2, asks: "example", form: FORMS.point },
  mistakes: {
    "the norms differ everywhere": [([x, y]) => x === 0 || y === 0, [9, 0]],
    "b is at 5 whatever p is": [
      (n) => byNorms(n).every((loss) => loss > 0) && lossOf([a, a, n], { p: 1, margin: 7 }) === 0,
      [4, 4],
    ],
    "what is far for one norm is near for the other": [
      (n) => byNorms(n).every((loss) => loss === 0),
      [20, 20],
    ],
  },
  check(n: number[]) {
    const [one, infinite] = byNorms(n);
    return (one === 0 && infinite > 0) || `the loss is ${one} for p = 1, ${infinite} for p = ∞`;
  },
});

const offAndOn = (triplet: number[][]) => [false, true].map((swap) => lossOf(triplet, { swap }));
const spoiled = (triplet: number[][]) => {
  const [off, on] = offAndOn(triplet);
  return off === 0 && on >= 2;
};

export const spoiledBySwap = defineExercise({
  ...{ id: "1.3", title: "break it", level: 2, asks: "example", form: FORMS.points(3) },
  mistakes: {
    "any loss with swap makes it hard": [
      (triplet) => offAndOn(triplet)[0] === 0 && offAndOn(triplet)[1] > 0,
      [[0, 0], [3, 4], [6.6, 8.8]],
    ],
    "the order of the three is free": [
      ([x, y, z]) => [[x, z, y], [y, x, z], [y, z, x], [z, x, y], [z, y, x]].some(spoiled),
      [[3, 4], [0, 0], [6, 8]],
    ],
    "anchor and positive may be one point": [
      ([x, y]) => String(x) === String(y),
      [[0, 0], [0, 0], [6, 8]],
    ],
    "a negative near the positive is enough": [
      (triplet) => offAndOn(triplet)[0] > 0,
      [[0, 0], [3, 4], [3, 3]],
    ],
  },
  check(triplet: number[][]) {
    const [off, on] = offAndOn(triplet);
    return spoiled(triplet) || `the loss is ${off} without swap and ${on} with it`;
  },
});

export const smoothHinge = codeExercise({
  ...{ id: "1.4", title: "extend it", level: 2, call: "(x) => number", within: 1e-12 },
  tries: () => [0, 1, 5, 7, 11, 21, 750, 1000].flatMap((x): [number][] => [[x], [-x]]),
  right: (x: number) => softplus(x),
  mistakes: {
    "the formula may be written as it stands": (x) => Math.log(1 + Math.exp(x)),
    "turning the sign cures it": (x) => x + Math.log(1 + Math.exp(-x)),
    "far from 0 is everywhere": (x) => Math.max(x, 0),
    "beyond 10 it is the hinge": (x) => x > 10 ? x : softplus(x),
    "the absolute value may just be put in": (x) => Math.log1p(Math.exp(-Math.abs(x))),
    "clipping prevents overflow": (x) => Math.log(1 + Math.exp(Math.min(x, 700))),
    "any logarithm will do": (x) => Math.max(x, 0) + Math.log2(1 + Math.exp(-Math.abs(x))),
  },
});

type Gradient = (a: number[], p: number[], n: number[]) => number[][];
const minus = (x: readonly number[], y: readonly number[]) => x.map((v, k) => v - y[k]);
const unit = (x: readonly number[], y: readonly number[]) => {
  const d = Math.hypot(...minus(x, y));
  return minus(x, y).map((v) => v / d);
};
/** The gradient to the three points, from what pulls and what pushes; a factor tells when and how much. */
const pulled =
  (along: typeof unit, factor: (gap: number) => number, pushes = true): Gradient => (a, p, n) => {
    const [u, v] = [along(a, p), along(a, n)];
    const on = factor(Math.hypot(...minus(a, p)) - Math.hypot(...minus(a, n)) + 2);
    const toPositive = u.map((x) => -x);
    return [pushes ? minus(u, v) : u, toPositive, v].map((row) => row.map((x) => on * x || 0));
  };
const whenLost = (gap: number) => gap > 0 ? 1 : 0;

export const gradientByHand = codeExercise({
  ...{ id: "1.5", title: "the gradient by hand", level: 3, call: "(a, p, n) => [ga, gp, gn]" },
  gives: FORMS.anyRows,
  tries: () =>
    [
      ...negatives.map((n) => [a, b, n]),
      ...[[5, 2], [-5.75, 2], [-6.25, 2]].map((n) => [[1, 2], [-3, -1], n]),
      [[1, 2], [-3, 5], [8, 2]],
    ] as Parameters<Gradient>[],
  right: pulled(unit, whenLost),
  mistakes: {
    "the gradient is the same with and without a loss": pulled(unit, () => 1),
    "the border has a loss": pulled(unit, (gap) => gap >= 0 ? 1 : 0),
    "the anchor is the origin": (a, p, n) => pulled(unit, whenLost)(a.map(() => 0), p, n),
    "the gradient points where the points should go": pulled(unit, (gap) => -whenLost(gap)),
    "a distance's slope is the difference of the points": pulled(minus, whenLost),
    "distance and squared distance are the same": pulled(
      (x, y) => minus(x, y).map((v) => 2 * v),
      whenLost,
    ),
    "the negative pushes itself alone": pulled(unit, whenLost, false),
  },
});

/** How many of the 24 triplets of some points have a loss. */
const withLoss = (of: number[][], margin: number) =>
  batchAllTripletLoss(of, labels, { margin }).counts.positive;

export const otherMargin = dataExercise({
  ...{ id: "1.6", title: "another margin", level: 1, within: 0 },
  known: () => [withLoss(points, 2), withLoss(points, 0.5)],
  misread: [1 / 24, "a share of them", "their number is asked for, not their share"],
});

export const lengthOne = dataExercise({
  ...{ id: "1.7", title: "all of length 1", level: 2, within: 0 },
  known: () => [
    withLoss(points, 2),
    withLoss(l2Normalize(points.map(([x, y]) => [x - 3, y - 1])), 2),
  ],
  misread: [1 / 24, "a share of them", "their number is asked for, not their share"],
});
