import { lpDistance } from "../../reference/lp_distance.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { type TripletCategory, tripletCategory } from "../../reference/triplet_category.ts";
import { lpGradient } from "./lp_gradient.ts";
import type { MicroscopeState } from "./state.ts";

/** A negative beside the chosen anchor and positive. */
export interface JudgedNegative {
  /** The negative's index. */
  readonly at: number;
  /** The index of the point it is measured from: the anchor, or with swap the positive. */
  readonly from: number;
  /** d(a, n), with swap the smaller of d(a, n) and d(p, n). */
  readonly distance: number;
  /** What it is to this anchor and positive. */
  readonly category: TripletCategory;
  /** The triplet's loss. */
  readonly loss: number;
}

/** Where the loss would move a point. */
export interface MicroscopeArrow {
  /** The point's index. */
  readonly at: number;
  /** Minus the gradient of the loss, or of one of its parts. */
  readonly step: readonly [number, number];
  /** The part: a positive pulls, a negative pushes; the whole loss without it. */
  readonly by?: "positive" | "negative";
}

/** All numbers of a state. */
export interface MicroscopeNumbers {
  /** d(a, p) of the chosen anchor and positive. */
  readonly dAp: number;
  /** The negatives of the chosen anchor and positive. */
  readonly negatives: readonly JudgedNegative[];
  /** The chosen one among them. */
  readonly chosen: JudgedNegative;
  /** The mean over those with a loss, of the chosen anchor and positive. */
  readonly pairLoss: number;
  /** How many of them have one. */
  readonly pairActive: number;
  /** All triplets of the batch, by category; `positive` of them have a loss. */
  readonly counts: Readonly<
    Record<"valid" | "positive" | "easy" | "semiHard" | "hard", number>
  >;
  /** The loss that the rule asks for. */
  readonly loss: number;
  /** How many triplets (for `"hard"`: anchors) are in its mean. */
  readonly used: number;
  /** Where it would move the points; of the chosen triplet alone, who pulls and who pushes. */
  readonly arrows: readonly MicroscopeArrow[];
}

/**
 * The numbers that the microscope shows, from distances and categories of `lib/reference`:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0),   d(a, n) = min(d(a, n), d(p, n)) with swap
 *
 * - `"triplet"`: the loss of the chosen triplet (`tripletMarginLoss` without eps).
 * - `"all"`: the mean over all triplets of the batch that have a loss (`batchAllTripletLoss`).
 * - `"hard"`: the mean over all anchors of the loss with the farthest positive and the negative that
 *   is nearest to the anchor (`batchHardTripletLoss`, rule `"valid"`); swap applies to that triplet.
 *
 * At ties (two farthest positives, d(a, n) = d(p, n)) the gradient is shared in equal parts.
 */
export function microscopeNumbers(state: MicroscopeState): MicroscopeNumbers {
  const { labels, anchor, positive, margin, swap, rule } = state;
  const d = distancesOf(state);
  const toNegative = (a: number, p: number, n: number) =>
    swap && d[p][n] < d[a][n] ? d[p][n] : d[a][n];

  const dAp = d[anchor][positive];
  const negatives = labels.flatMap((label, at): JudgedNegative[] => {
    if (label === labels[anchor]) return [];
    const distance = toNegative(anchor, positive, at);
    return [{
      at,
      from: distance < d[anchor][at] ? positive : anchor,
      distance,
      category: tripletCategory(dAp, distance, margin),
      loss: Math.max(dAp - distance + margin, 0),
    }];
  });
  const chosen = negatives.find(({ at }) => at === state.negative) ?? negatives[0];
  const pairActive = negatives.filter(({ loss }) => loss > 0).length;
  const pairLoss = pairActive === 0
    ? 0
    : negatives.reduce((sum, { loss }) => sum + loss, 0) / pairActive;

  // weights[i * B + j]: how often the loss grows with d(i, j).
  const size = labels.length;
  const weights = new Float64Array(size * size);
  const push = (a: number, p: number, n: number, share: number) => {
    const tie = swap && d[a][n] === d[p][n];
    if (!swap || d[a][n] <= d[p][n]) weights[a * size + n] -= tie ? share / 2 : share;
    if (swap && d[p][n] <= d[a][n]) weights[p * size + n] -= tie ? share / 2 : share;
  };

  // All triplets at each frame: a bare loop. `tests/live` holds it to batchAllTripletLoss.
  const flat = Float64Array.from(d.flat());
  const all = rule === "all";
  let [valid, active, hard, semiHard, sum] = [0, 0, 0, 0, 0];
  for (let a = 0; a < size; a++) {
    const rest = [...labels.keys()].filter((n) => labels[n] !== labels[a]);
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const dAp = flat[a * size + p];
      const reach = dAp + margin;
      let pulls = 0;
      for (const n of rest) {
        let dAn = flat[a * size + n];
        if (swap && flat[p * size + n] < dAn) dAn = flat[p * size + n];
        if (dAn <= dAp) hard += 1;
        else if (dAn < reach) semiHard += 1;
        if (!(dAn < reach)) continue;
        pulls += 1;
        sum += Math.max(dAp - dAn + margin, 0);
        if (all) push(a, p, n, 1);
      }
      valid += rest.length;
      active += pulls;
      if (all) weights[a * size + p] += pulls;
    }
  }
  const counts = { valid, positive: active, easy: valid - hard - semiHard, semiHard, hard };
  const common = { dAp, negatives, chosen, pairLoss, pairActive, counts };

  if (rule === "all") {
    const loss = active === 0 ? 0 : sum / active;
    return { ...common, loss, used: active, arrows: steps(state, d, weights, active) };
  }
  if (rule === "hard") {
    const hardest = hardestTriplets(labels, d);
    let total = 0;
    for (const { a, positives, negatives } of hardest) {
      for (const p of positives) {
        for (const n of negatives) {
          const share = 1 / (positives.length * negatives.length);
          const loss = Math.max(d[a][p] - toNegative(a, p, n) + margin, 0);
          total += share * loss;
          if (loss === 0) continue;
          weights[a * size + p] += share;
          push(a, p, n, share);
        }
      }
    }
    const used = hardest.length;
    return { ...common, loss: total / used, used, arrows: steps(state, d, weights, used) };
  }
  if (chosen.loss > 0) {
    weights[anchor * size + positive] = 1;
    push(anchor, positive, chosen.at, 1);
  }
  const pulls = steps(state, d, weights.map((weight) => Math.max(weight, 0)), 1);
  const pushes = steps(state, d, weights.map((weight) => Math.min(weight, 0)), 1);
  return {
    ...common,
    loss: chosen.loss,
    used: 1,
    arrows: [
      ...pulls.map((arrow) => ({ ...arrow, by: "positive" as const })),
      ...pushes.map((arrow) => ({ ...arrow, by: "negative" as const })),
    ],
  };
}

/** The distance between any two points, as the state measures it. */
function distancesOf({ points, p, squared }: MicroscopeState): readonly (readonly number[])[] {
  if (p === "2") return pairwiseDistances(points, { squared });
  const order = orderOf(p);
  const d: number[][] = points.map(() => []);
  points.forEach((x, i) => {
    d[i][i] = 0;
    for (let j = 0; j < i; j++) {
      const distance = lpDistance(x, points[j], { p: order, eps: 0 });
      d[i][j] = d[j][i] = squared ? distance ** 2 : distance;
    }
  });
  return d;
}

/** The categories from the one with the largest loss on. */
export const CATEGORIES = ["hard", "semi-hard", "easy"] as const;

/** How many of the batch's triplets are of a category. */
export function amountOf(counts: MicroscopeNumbers["counts"], name: TripletCategory): number {
  return counts[name === "semi-hard" ? "semiHard" : name];
}

/** Their share of all. */
export function shareOf(counts: MicroscopeNumbers["counts"], name: TripletCategory): number {
  return amountOf(counts, name) / counts.valid;
}

/** The order of the norm as a number. */
export function orderOf(p: MicroscopeState["p"]): number {
  return p === "infinity" ? Infinity : Number(p);
}

/** For each anchor that has both: its farthest positives and its nearest negatives, more than one at ties. */
function hardestTriplets(labels: readonly number[], d: readonly (readonly number[])[]) {
  return labels.flatMap((label, a) => {
    const others = labels.map((_, i) => i);
    const own = others.filter((i) => i !== a && labels[i] === label);
    const rest = others.filter((i) => labels[i] !== label);
    if (own.length === 0 || rest.length === 0) return [];
    const farthest = Math.max(...own.map((i) => d[a][i]));
    const nearest = Math.min(...rest.map((i) => d[a][i]));
    return [{
      a,
      positives: own.filter((i) => d[a][i] === farthest),
      negatives: rest.filter((i) => d[a][i] === nearest),
    }];
  });
}

/** Minus the gradient of sum_ij weights_ij d(i, j) / count, for the points that it moves. */
function steps(
  { points, p, squared }: MicroscopeState,
  d: readonly (readonly number[])[],
  weights: Float64Array,
  count: number,
): MicroscopeArrow[] {
  const order = orderOf(p);
  const size = points.length;
  const moves = points.map((): [number, number] => [0, 0]);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const weight = weights[i * size + j] + weights[j * size + i];
      if (weight === 0) continue;
      const distance = squared ? Math.sqrt(d[i][j]) : d[i][j];
      const [gx, gy] = lpGradient(points[i], points[j], order, distance);
      const share = weight * (squared ? 2 * distance : 1) / count;
      moves[i][0] -= share * gx;
      moves[i][1] -= share * gy;
      moves[j][0] += share * gx;
      moves[j][1] += share * gy;
    }
  }
  return moves.flatMap((step, at) => step[0] === 0 && step[1] === 0 ? [] : [{ at, step }]);
}
