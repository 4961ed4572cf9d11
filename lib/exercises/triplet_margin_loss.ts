import { toyBatch } from "../datasets/toy_batch.ts";
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
  mistakes: [{
    believes: "a triplet on the border has a loss",
    made: (margin) => margin === 5,
    says: "with 5 the negative f lies on the border: there the loss is 0, which is easy",
    example: () => 5,
  }, {
    believes: "the margin is a distance from the anchor",
    made: (margin) => margin >= 10,
    says: "the margin is what a negative must be farther than b, not how far it is from a",
    example: () => 10,
  }, {
    believes: "a smaller margin leaves fewer easy",
    made: (margin) => margin < 2,
    says: "a smaller margin makes more negatives easy: the ring around b's circle gets thinner",
    example: () => 0,
  }],
  check(margin: number) {
    if (margin < 0 || margin > 6) return "the margin should be from 0 to 6";
    return negatives.every((n) => lossOf([a, b, n], { margin }) > 0) ||
      "the point f is at 10, and b at 5";
  },
});

const byNorms = (n: number[]) => [1, Infinity].map((p) => lossOf([a, b, n], { p }));

export const easyForOneOrder = defineExercise({
  ...{ id: "1.2", title: "look at p", level: 2, asks: "example", form: FORMS.point },
  mistakes: [{
    believes: "the norms differ everywhere",
    made: ([x, y]) => x === 0 || y === 0,
    says: "on an axis through a all norms give the same distance: only b's differs",
    example: () => [9, 0],
  }, {
    believes: "b is at 5 whatever p is",
    made: (n) =>
      byNorms(n).every((loss) => loss > 0) && lossOf([a, a, n], { p: 1, margin: 7 }) === 0,
    says: "for p = 1 the positive b is itself at 7, not at 5: easy begins at 9",
    example: () => [4, 4],
  }, {
    believes: "what is far for one norm is near for the other",
    made: (n) => byNorms(n).every((loss) => loss === 0),
    says: "that is so far that it is easy for both: for p = ∞ only the larger coordinate counts",
    example: () => [20, 20],
  }],
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
  mistakes: [{
    believes: "any loss with swap makes it hard",
    made: (triplet) => offAndOn(triplet)[0] === 0 && offAndOn(triplet)[1] > 0,
    says: "with swap it is only semi-hard: it is hard from a loss of the whole margin on",
    example: () => [[0, 0], [3, 4], [6.6, 8.8]],
  }, {
    believes: "the order of the three is free",
    made: ([x, y, z]) => [[x, z, y], [y, x, z], [y, z, x], [z, x, y], [z, y, x]].some(spoiled),
    says: "the three points are right, their order is not: anchor, positive, negative",
    example: () => [[3, 4], [0, 0], [6, 8]],
  }, {
    believes: "anchor and positive may be one point",
    made: ([x, y]) => String(x) === String(y),
    says: "where anchor and positive are one point, swap asks the same question twice",
    example: () => [[0, 0], [0, 0], [6, 8]],
  }, {
    believes: "a negative near the positive is enough",
    made: (triplet) => offAndOn(triplet)[0] > 0,
    says: "it has a loss without swap already: the anchor itself must find the negative far enough",
    example: () => [[0, 0], [3, 4], [3, 3]],
  }],
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
    "the formula may be written as it stands": [
      (x) => Math.log(1 + Math.exp(x)),
      "for x = 1000 it overflows: e to the 1000 is Infinity. Which exponent is never positive?",
    ],
    "turning the sign cures it": [
      (x) => x + Math.log(1 + Math.exp(-x)),
      "for x = 1000 it is right now, and for x = -1000 it overflows: it needs a form for both sides",
    ],
    "far from 0 is everywhere": [
      (x) => Math.max(x, 0),
      "that is the hinge itself, with its corner: at 0 the smooth one is log 2",
    ],
    "beyond 10 it is the hinge": [
      (x) => x > 10 ? x : softplus(x),
      "cut at 10 it is 0.00005 too small there: a form for both sides needs no cut",
    ],
    "the absolute value may just be put in": [
      (x) => Math.log1p(Math.exp(-Math.abs(x))),
      "it falls on both sides of 0: what a positive x adds is missing",
    ],
    "clipping prevents overflow": [
      (x) => Math.log(1 + Math.exp(Math.min(x, 700))),
      "clipping changes the value: for x = 1000 it has to be 1000",
    ],
    "any logarithm will do": [
      (x) => Math.max(x, 0) + Math.log2(1 + Math.exp(-Math.abs(x))),
      "the logarithm is the natural one: at 0 it gives 0.693, not 1",
    ],
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
    return [
      pushes ? minus(u, v) : u,
      u.map((x) => -x),
      v,
    ].map((row) => row.map((x) => on * x || 0));
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
    "the gradient is the same with and without a loss": [
      pulled(unit, () => 1),
      "for f the loss is 0, so its gradient is, too: nothing asks whether there is a loss",
    ],
    "the border has a loss": [
      pulled(unit, (gap) => gap >= 0 ? 1 : 0),
      "where d(a,n) = d(a,p) + m the loss is 0, and its gradient, too",
    ],
    "the anchor is the origin": [
      (a, p, n) => pulled(unit, whenLost)(a.map(() => 0), p, n),
      "right for an anchor at [0, 0]: take the one that is handed over",
    ],
    "the gradient points where the points should go": [
      pulled(unit, (gap) => -whenLost(gap)),
      "every sign is turned: this is the step, which goes against the gradient",
    ],
    "a distance's slope is the difference of the points": [
      pulled(minus, whenLost),
      "a distance has slope 1 in its direction: divide the difference by the distance",
    ],
    "distance and squared distance are the same": [
      pulled((x, y) => minus(x, y).map((v) => 2 * v), whenLost),
      "that is the gradient of squared distances; the loss has plain ones",
    ],
    "the negative pushes itself alone": [
      pulled(unit, whenLost, false),
      "the anchor is in both distances: the negative pushes it, too",
    ],
  },
});

const rows = points.flatMap((_, i) =>
  points.flatMap((_, j) =>
    points.flatMap((_, k) =>
      i !== j && labels[i] === labels[j] && labels[i] !== labels[k] ? [[i, j, k]] : []
    )
  )
);
/** How many of the 24 triplets of some points have a loss. */
const withLoss = (of: readonly (readonly number[])[], margin: number) =>
  rows.filter((triplet) => lossOf(triplet.map((i) => of[i]), { margin }) > 0).length;

export const widerMargin = dataExercise({
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
