import { toyBatch } from "../datasets/toy_batch.ts";
import { circleLoss } from "../reference/circle_loss.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";
import { logSumExp } from "../reference/log_sum_exp.ts";
import { similarityPairs } from "../reference/similarity_pairs.ts";
import { defineExercise } from "./exercise.ts";

/** The relaxation of the article and of all exercises. */
const m = 0.25;
const { points, labels } = toyBatch();
/** The toy batch's directions, as the lesson sees them. */
const unit = l2Normalize(points.map(([x, y]) => [x - 3, y - 1]));
const { sp, sn } = similarityPairs(unit, labels);

const exponentP = (s: number) => -Math.max(1 + m - s, 0) * (s - (1 - m));
const exponentN = (s: number) => Math.max(s + m, 0) * (s - m);

/** A loss worked out with pencil and paper. */
export const onePairEach = defineExercise({
  id: "5.1",
  title: "by hand",
  check(loss: number) {
    return Math.abs(loss - circleLoss([1], [-0.25], { m, gamma: 1 })) < 2e-3 ||
      "what are the two weights, and what the two exponents?";
  },
});

/** Where the loop without logsumexp ends. */
export const firstOverflow = defineExercise({
  id: "5.2",
  title: "break it",
  check(gamma: number) {
    if (!Number.isInteger(gamma)) return "a whole number is asked for";
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

/** The slopes of one pair of each kind, with constant weights. */
export const slopesByHand = defineExercise({
  id: "5.3",
  title: "the gradient by hand",
  check(slopes: (sp: number, sn: number) => number[]) {
    const gamma = 4;
    for (const [p, n] of [[0.5, 0.5], [0.3, 0.6], [0.9, 0.1], [1, -0.5]]) {
      const z = gamma * (exponentP(p) + exponentN(n));
      const outside = 1 / (1 + Math.exp(-z));
      const wanted = [-gamma * Math.max(1 + m - p, 0), gamma * Math.max(n + m, 0)];
      const got = slopes(p, n);
      const wrong = wanted.findIndex((slope, i) => !(Math.abs(slope * outside - got[i]) < 1e-6));
      if (wrong >= 0) return `at sp = ${p}, sn = ${n} the slope to ${["sp", "sn"][wrong]} differs`;
    }
    return true;
  },
});

/** Six directions about which the two rules of CircleLoss disagree. */
export const rulesApart = defineExercise({
  id: "5.4",
  title: "look further",
  check(degrees: number[]) {
    if (degrees.length !== 6 || !degrees.every(Number.isFinite)) return "six angles are asked for";
    const [u, v] = (["pooled", "per-anchor"] as const).map((rule) => turns(degrees, rule));
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const cosine = dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v));
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
