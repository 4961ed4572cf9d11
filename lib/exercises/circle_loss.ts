import { toyBatch } from "../datasets/toy_batch.ts";
import { circleLoss } from "../reference/circle_loss.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";
import { logSumExp } from "../reference/log_sum_exp.ts";
import { similarityPairs } from "../reference/similarity_pairs.ts";
import { codeExercise } from "./code_exercise.ts";
import { dataExercise, PERCENT } from "./data_exercise.ts";
import { defineExercise } from "./exercise.ts";
import { FORMS } from "./form.ts";
import { valueExercise } from "./value_exercise.ts";

export type { Measured } from "./data_exercise.ts";

/** The relaxation of the article and of all exercises. */
const m = 0.25;
const { points, labels } = toyBatch();
/** The toy batch's directions, as the lesson sees them. */
const unit = l2Normalize(points.map(([x, y]) => [x - 3, y - 1]));
const { sp, sn } = similarityPairs(unit, labels);
const exponentP = (s: number) => -Math.max(1 + m - s, 0) * (s - (1 - m));
const exponentN = (s: number) => Math.max(s + m, 0) * (s - m);

export const onePairEach = valueExercise({
  ...{ id: "5.1", title: "by hand", level: 1, hash: "1wg7c87" },
  ...{ form: FORMS.number, digits: 3 },
  mistakes: {
    "a perfect pair costs nothing": 0,
    "both exponents are 0": Math.LN2,
    "the positive's exponent has no minus": Math.log(1 + Math.exp(0.0625)),
    "the logarithm and the 1 are left out": Math.exp(-0.0625),
  },
  hint: "what are the two weights, and what the two exponents?",
});

export const firstOverflow = defineExercise({
  ...{ id: "5.2", title: "break it", level: 2, asks: "value", form: FORMS.whole },
  mistakes: {
    "the loop computes in float32": [(gamma) => gamma === 25, 25],
    "the border itself is the first": [(gamma) => gamma === 195, 195],
    "e to the gamma overflows": [(gamma) => gamma === 709 || gamma === 710, 710],
  },
  check(gamma: number) {
    if (naive(gamma) < Infinity) return `there it is still ${naive(gamma).toFixed(2)}`;
    return naive(gamma - 1) < Infinity || "there it is Infinity, but so it is before";
  },
});

/** The loss as a loop writes it, without logsumexp and softplus. */
function naive(gamma: number): number {
  const sum = (exponents: number[]) =>
    exponents.reduce((total, value) => total + Math.exp(gamma * value), 0);
  return Math.log(1 + sum(sn.map(exponentN)) * sum(sp.map(exponentP)));
}

type Slopes = (sp: number, sn: number) => number[];
/** The two slopes at gamma 4: from what stands beside gamma, and the slope of softplus. */
const slopesOf = (
  toP: (s: number) => number,
  toN: (s: number) => number,
  outer = (z: number) => 1 / (1 + Math.exp(-z)),
  gamma = 4,
): Slopes =>
(p, n) => {
  const outside = gamma * outer(4 * (exponentP(p) + exponentN(n)));
  return [toP(p) * outside, toN(n) * outside];
};
const [minusAp, an] = [(s: number) => -Math.max(1 + m - s, 0), (s: number) => Math.max(s + m, 0)];

export const slopesByHand = codeExercise<Slopes>({
  ...{ id: "5.3", title: "the gradient by hand", level: 3, call: "(sp, sn) => [toSp, toSn]" },
  ...{ gives: FORMS.anyNumbers, within: 1e-6 },
  tries: () => [[0.5, 0.5], [0.3, 0.6], [0.9, 0.1], [1, -0.5], [0.7, -0.1], [-0.6, 0.8]],
  right: slopesOf(minusAp, an),
  mistakes: {
    "the weights are differentiated, too": slopesOf((s) => 2 * s - 2, (s) => s + m > 0 ? 2 * s : 0),
    "softplus has slope 1": slopesOf(minusAp, an, () => 1),
    "gamma is no factor of the slope": slopesOf(minusAp, an, undefined, 1),
    "both slopes are positive": slopesOf((s) => -minusAp(s), an),
    "the weights are 1": slopesOf(() => -1, () => 1),
  },
});

export const rulesApart = defineExercise({
  ...{ id: "5.4", title: "look further", level: 2, asks: "example" },
  form: FORMS.numbers(6, "angles in degrees"),
  mistakes: {
    "all in one place differs most": [
      (degrees) => new Set(degrees.map((angle) => (angle % 360 + 360) % 360)).size === 1,
      [0, 0, 0, 0, 0, 0],
    ],
    "angles are in radians": [
      (degrees) => degrees.every((angle) => Math.abs(angle) <= 6.3),
      [0, 1.57, 0.03, 3.14, 4.71, 1.75],
    ],
    "classes that are well apart show it": [
      ([a, b, c, d, e, f]) => a === b && c === d && e === f,
      [0, 0, 120, 120, 240, 240],
    ],
  },
  check(degrees: number[]) {
    const [u, v] = (["pooled", "per-anchor"] as const).map((rule) => turns(degrees, rule));
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const cosine = dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
    if (Number.isNaN(cosine)) return "one of the gradients is 0, so there is no cosine";
    return cosine < 0.5 || `the cosine is ${cosine.toFixed(2)}`;
  },
});

/** The gradient of CircleLoss at gamma 256 to the angle of each point, with constant weights. */
function turns(degrees: readonly number[], rule: "pooled" | "per-anchor"): number[] {
  const angles = degrees.map((angle) => angle * Math.PI / 180);
  const gradient = angles.map(() => 0);
  const partners = (i: number) =>
    angles.flatMap((_, j) => i === j ? [] : [[i, j] as [number, number]]);
  const groups = rule === "per-anchor"
    ? angles.map((_, i) => partners(i))
    : [angles.flatMap((_, i) => partners(i).filter(([, j]) => j > i))];
  for (const group of groups) {
    const pairs = group.map(([i, j]) => {
      const s = Math.cos(angles[i] - angles[j]);
      return labels[i] === labels[j]
        ? { i, j, same: true, x: 256 * exponentP(s), weight: -256 * Math.max(1 + m - s, 0) }
        : { i, j, same: false, x: 256 * exponentN(s), weight: 256 * Math.max(s + m, 0) };
    });
    const total = [true, false].map((kind) =>
      logSumExp(pairs.filter(({ same }) => same === kind).map(({ x }) => x))
    );
    const outside = 1 / (1 + Math.exp(-total[0] - total[1]));
    for (const { i, j, same, x, weight } of pairs) {
      const slope = outside * Math.exp(x - total[same ? 0 : 1]) * weight;
      const turn = slope * Math.sin(angles[i] - angles[j]);
      gradient[i] -= turn;
      gradient[j] += turn;
    }
  }
  return gradient;
}

type Collect = (values: number[]) => number;
/** Takes something out of the exponents, and puts what it will back. */
const collect = (out: Collect, back = out): Collect => (values) =>
  back(values) + Math.log(values.reduce((sum, v) => sum + Math.exp(v - out(values)), 0));
const largest: Collect = (values) => Math.max(...values);

export const largestOut = codeExercise<Collect>({
  ...{ id: "5.5", title: "the largest taken out", level: 2, call: "(values) => number" },
  tries: () =>
    [[0, 0], [1, 2, -3], [1000, 999], [-1000, -1001], [-1000, 1000, 9], [5], []]
      .map((values) => [values]),
  right: logSumExp,
  mistakes: {
    "the formula may be written as it stands": collect(() => 0),
    "the first may be taken out": collect((values) => values[0] ?? -Infinity),
    "the largest is all there is": largest,
    "what is taken out is gone": collect(largest, () => 0),
    "it is a mean": collect(largest, (values) => largest(values) - Math.log(values.length || 1)),
    "the largest is never below 0": collect((values) => Math.max(0, ...values)),
  },
});

/** The share of the worst pair between classes in what all of them pull. */
const worstShare = (gamma: number) => {
  const pulls = sn.map((s) => Math.exp(gamma * exponentN(s) - gamma) * Math.max(s + m, 0));
  return Math.max(...pulls) / pulls.reduce((sum, pull) => sum + pull, 0);
};

export const smallerGamma = dataExercise({
  ...{ id: "5.6", title: "another gamma", level: 1, within: 0.01, misread: PERCENT },
  known: () => [worstShare(256), worstShare(4)],
});

export const withoutLengthOne = dataExercise({
  ...{ id: "5.7", title: "without length 1", level: 2, within: 0.01 },
  known() {
    const pairs = [1, 2].map((length) =>
      similarityPairs(unit.map((row) => row.map((v) => length * v)), labels)
    );
    const [before, after] = pairs.map(({ sp, sn }) => circleLoss(sp, sn, { m, gamma: 16 }));
    return [before, after];
  },
  misread: [16, "the loss times gamma", "the loss itself is asked for; gamma 16 is in it already"],
});
