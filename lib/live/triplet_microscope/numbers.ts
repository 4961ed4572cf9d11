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
  const { anchor, positive, negative, rule } = state;
  const d = distancesOf(state);
  const negatives = judgedNegatives(state, d);
  const chosen = negatives.find(({ at }) => at === negative) ?? negatives[0];
  const active = negatives.filter(({ loss }) => loss > 0);
  const every = everyTriplet(state, d);
  const { loss, used, weights } = rule === "all"
    ? every
    : rule === "hard"
    ? hardTriplets(state, d)
    : chosenTriplet(state, d, chosen);
  return {
    dAp: d[anchor][positive],
    negatives,
    chosen,
    pairLoss: active.reduce((sum, { loss }) => sum + loss, 0) / (active.length || 1),
    pairActive: active.length,
    counts: every.counts,
    loss,
    used,
    arrows: rule === "triplet" ? partsOf(state, d, weights) : steps(state, d, weights, used),
  };
}

/** What a rule makes of the batch. */
interface Outcome {
  readonly loss: number;
  /** How many triplets or anchors are in its mean. */
  readonly used: number;
  /** `weights[i * B + j]`: how often the loss grows with d(i, j). */
  readonly weights: Float64Array;
}

type Distances = readonly (readonly number[])[];

/** Each negative beside the chosen anchor and positive. */
function judgedNegatives(
  { labels, anchor, positive, margin, swap }: MicroscopeState,
  d: Distances,
): JudgedNegative[] {
  const dAp = d[anchor][positive];
  return labels.flatMap((label, at): JudgedNegative[] => {
    if (label === labels[anchor]) return [];
    const distance = toNegative(d, swap, anchor, positive, at);
    return [{
      at,
      from: distance < d[anchor][at] ? positive : anchor,
      distance,
      category: tripletCategory(dAp, distance, margin),
      loss: Math.max(dAp - distance + margin, 0),
    }];
  });
}

/** d(a, n), with swap the smaller of d(a, n) and d(p, n). */
function toNegative(d: Distances, swap: boolean, a: number, p: number, n: number): number {
  return swap && d[p][n] < d[a][n] ? d[p][n] : d[a][n];
}

/** Notes that the loss falls with the distance to a negative; at a tie with either, half each. */
function pushAway(
  weights: Float64Array,
  d: Distances,
  swap: boolean,
  [a, p, n]: readonly [number, number, number],
  share: number,
): void {
  const size = d.length;
  const tie = swap && d[a][n] === d[p][n];
  if (!swap || d[a][n] <= d[p][n]) weights[a * size + n] -= tie ? share / 2 : share;
  if (swap && d[p][n] <= d[a][n]) weights[p * size + n] -= tie ? share / 2 : share;
}

/**
 * All triplets at each frame, so a bare loop; `tests/live` holds it to batchAllTripletLoss. Weights
 * are added up only where the rule asks for them.
 */
function everyTriplet(
  { labels, margin, swap, rule }: MicroscopeState,
  d: Distances,
): Outcome & Pick<MicroscopeNumbers, "counts"> {
  const size = labels.length;
  const flat = Float64Array.from(d.flat());
  const weights = new Float64Array(size * size);
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
        if (all) pushAway(weights, d, swap, [a, p, n], 1);
      }
      valid += rest.length;
      active += pulls;
      if (all) weights[a * size + p] += pulls;
    }
  }
  const counts = { valid, positive: active, easy: valid - hard - semiHard, semiHard, hard };
  return { counts, loss: active === 0 ? 0 : sum / active, used: active, weights };
}

/** Each anchor's farthest positives and nearest negatives. */
function hardTriplets({ labels, margin, swap }: MicroscopeState, d: Distances): Outcome {
  const size = labels.length;
  const weights = new Float64Array(size * size);
  const hardest = hardestTriplets(labels, d);
  let total = 0;
  for (const { a, positives, negatives } of hardest) {
    const share = 1 / (positives.length * negatives.length);
    for (const p of positives) {
      for (const n of negatives) {
        const loss = Math.max(d[a][p] - toNegative(d, swap, a, p, n) + margin, 0);
        total += share * loss;
        if (loss === 0) continue;
        weights[a * size + p] += share;
        pushAway(weights, d, swap, [a, p, n], share);
      }
    }
  }
  return { loss: total / hardest.length, used: hardest.length, weights };
}

/** The chosen triplet alone. */
function chosenTriplet(
  { labels, anchor, positive, swap }: MicroscopeState,
  d: Distances,
  { at, loss }: JudgedNegative,
): Outcome {
  const size = labels.length;
  const weights = new Float64Array(size * size);
  if (loss > 0) {
    weights[anchor * size + positive] = 1;
    pushAway(weights, d, swap, [anchor, positive, at], 1);
  }
  return { loss, used: 1, weights };
}

/** Who pulls and who pushes. */
function partsOf(state: MicroscopeState, d: Distances, weights: Float64Array): MicroscopeArrow[] {
  const pulls = steps(state, d, weights.map((weight) => Math.max(weight, 0)), 1);
  const pushes = steps(state, d, weights.map((weight) => Math.min(weight, 0)), 1);
  return [
    ...pulls.map((arrow) => ({ ...arrow, by: "positive" as const })),
    ...pushes.map((arrow) => ({ ...arrow, by: "negative" as const })),
  ];
}

/** The distance between any two points, as the state measures it. */
function distancesOf({ points, p, squared }: MicroscopeState): Distances {
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
function hardestTriplets(labels: readonly number[], d: Distances) {
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
  d: Distances,
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
