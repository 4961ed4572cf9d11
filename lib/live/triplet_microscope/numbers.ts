import { eachTriplet } from "../../reference/each_triplet.ts";
import { lpDistance } from "../../reference/lp_distance.ts";
import { marginRankingLoss } from "../../reference/margin_ranking_loss.ts";
import { pairwiseDistances } from "../../reference/pairwise_distances.ts";
import { tripletCategory } from "../../reference/triplet_category.ts";
import { tripletTally } from "../../reference/triplet_loss_result.ts";
import type { LiveBatch } from "../runtime/live_batch.ts";

export interface MicroscopeState extends LiveBatch {
  readonly anchor: number;
  readonly positive: number;
  readonly negative: number;
  /** The order of the norm; JSON has no infinity. */
  readonly p: "1" | "2" | "infinity";
  readonly swap: boolean;
}

export type MicroscopeNumbers = ReturnType<typeof microscopeNumbers>;

/** Half of the step that slopes are taken over, as a share of what is shown. */
const HALF = 1e-5;

/**
 * The numbers that the microscope shows, from distances, categories and losses of `lib/reference`:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0),   d(a, n) = min(d(a, n), d(p, n)) with swap
 */
export function microscopeNumbers(state: MicroscopeState) {
  const { labels, anchor, positive, negative, margin, swap } = state;
  const d = distancesOf(state);
  const toNegative = (a: number, p: number, n: number) =>
    swap ? Math.min(d[a][n], d[p][n]) : d[a][n];
  const tally = tripletTally(labels.length, margin);
  eachTriplet(labels, (a, p, n) => tally.add(a, d[a][p], toNegative(a, p, n)));

  const dAp = d[anchor][positive];
  const others = [...labels.keys()].filter((n) => labels[n] !== labels[anchor]);
  const far = others.map((n) => toNegative(anchor, positive, n));
  const near = far.map(() => dAp);
  const losses = marginRankingLoss(far, near, 1, { margin, reduction: "none" });
  const negatives = others.map((at, i) => ({
    at,
    /** The point it is measured from: the anchor, or with swap the positive. */
    from: far[i] < d[anchor][at] ? positive : anchor,
    distance: far[i],
    category: tripletCategory(dAp, far[i], margin),
    loss: losses[i],
  }));
  const chosen = negatives.find(({ at }) => at === negative) ?? negatives[0];
  return {
    dAp,
    negatives,
    chosen,
    /** The mean over those with a loss, and how many they are. */
    pairLoss: marginRankingLoss(far, near, 1, { margin, reduction: "mean-non-zero" }),
    pairActive: losses.filter((loss) => loss > 0).length,
    counts: tally.result("sum").counts,
    arrows: chosen.loss > 0 ? arrowsOf(state, chosen.at) : [],
  };
}

export function distanceOf(
  { p, squared }: MicroscopeState,
  x: readonly number[],
  y: readonly number[],
): number {
  const distance = lpDistance(x, y, { p: orderOf(p), eps: 0 });
  return squared ? distance ** 2 : distance;
}

function distancesOf(state: MicroscopeState): readonly (readonly number[])[] {
  const { points, p, squared } = state;
  if (p === "2") return pairwiseDistances(points, { squared });
  return points.map((x) => points.map((y) => distanceOf(state, x, y)));
}

export function orderOf(p: MicroscopeState["p"]): number {
  return p === "infinity" ? Infinity : Number(p);
}

/** Minus the slopes of both distances by central differences: equal shares at a tie, 0 between points in one place. */
function arrowsOf(state: MicroscopeState, n: number) {
  const { points, anchor: a, positive: p, swap, bounds } = state;
  const half = HALF * (bounds.right - bounds.left);
  type Points = readonly (readonly number[])[];
  const of = (at: Points, i: number, j: number) => distanceOf(state, at[i], at[j]);
  const parts = {
    positive: (at: Points) => of(at, a, p),
    negative: (at: Points) => -(swap ? Math.min(of(at, a, n), of(at, p, n)) : of(at, a, n)),
  };
  return (["positive", "negative"] as const).flatMap((by) =>
    [a, p, n].flatMap((at) => {
      const moved = (axis: number, way: number) =>
        parts[by](points.with(at, points[at].with(axis, points[at][axis] + way * half)));
      const slope = (axis: number) => (moved(axis, 1) - moved(axis, -1)) / (2 * half);
      const [x, y] = [0, 1].map((axis) => Math.round(-1e6 * slope(axis)) / 1e6 + 0);
      return x === 0 && y === 0 ? [] : [{ at, step: [x, y] as const, by }];
    })
  );
}
