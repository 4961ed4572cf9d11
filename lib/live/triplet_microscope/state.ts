import { checkChoice, checkFlag, checkNumber, expected } from "../../checks/mod.ts";
import { type LiveBatch, liveBatch, type LiveBatchOptions } from "../runtime/live_batch.ts";

/** The orders of the norm that the figure's switch has; JSON has no infinity. */
export const ORDERS = ["1", "2", "infinity"] as const;

/** What the microscope shows: plain data, which survives JSON. */
export interface MicroscopeState extends LiveBatch {
  /** The chosen triplet: indices of points. */
  readonly anchor: number;
  readonly positive: number;
  readonly negative: number;
  /** The order of the norm. */
  readonly p: (typeof ORDERS)[number];
  /** True to measure a negative from the nearer of anchor and positive. */
  readonly swap: boolean;
}

/**
 * What {@linkcode microscopeState} is told. One class has two points or more; the anchor is by default
 * the first point of such a class, the positive the first other one; without swap if nothing is said.
 */
export interface MicroscopeOptions
  extends LiveBatchOptions, Partial<Pick<MicroscopeState, "anchor" | "positive" | "swap">> {
  /** The order of the norm: 1, 2 (the default) or `Infinity`. */
  p?: number;
}

/** The state that the microscope begins with; refuses what it cannot show. */
export function microscopeState(options: MicroscopeOptions): MicroscopeState {
  const { p = 2, swap = false } = options;
  const batch = liveBatch(options, "One triplet under the microscope", 1);
  const { points, labels: classes } = batch;
  const rows = points.length;
  checkFlag(swap, "swap");
  const order = String(p).toLowerCase();
  checkChoice(order, ORDERS, "p");
  const anchors = possibleAnchors(classes);
  if (anchors.length === 0) {
    throw new RangeError(
      expected(
        "labels",
        "a class with two points, and a point of another class",
        `[${classes.join(", ")}]`,
      ),
    );
  }
  const { anchor = anchors[0] } = options;
  checkNumber(anchor, "anchor", { min: 0, max: rows - 1, integer: true });
  if (!anchors.includes(anchor)) {
    throw new RangeError(
      expected("anchor", "a point that shares its class with another", String(anchor)),
    );
  }
  const { positive = possiblePositives(classes, anchor)[0] } = options;
  checkNumber(positive, "positive", { min: 0, max: rows - 1, integer: true });
  if (!possiblePositives(classes, anchor).includes(positive)) {
    throw new RangeError(
      expected("positive", `another point of the anchor's class`, String(positive)),
    );
  }
  return {
    ...batch,
    ...(swap ? { bounds: aroundBoth(points[anchor], points[positive], batch) } : {}),
    anchor,
    positive,
    negative: nearestNegative(points, classes, anchor),
    p: order as MicroscopeState["p"],
    swap,
  };
}

/** A square with what lies within the margin of anchor or positive, and with all points. */
function aroundBoth(a: readonly number[], p: readonly number[], { bounds, margin }: LiveBatch) {
  const [x, y] = [(a[0] + p[0]) / 2, (a[1] + p[1]) / 2];
  const { left, right, bottom, top } = bounds;
  const half = Math.max(
    1.5 * Math.hypot(a[0] - p[0], a[1] - p[1]) + margin,
    ...[x - left, right - x, y - bottom, top - y],
  );
  return { left: x - half, right: x + half, bottom: y - half, top: y + half };
}

/** The points that have another of their class, and one of another class. */
export function possibleAnchors(labels: readonly number[]): number[] {
  const others = new Set(labels).size > 1;
  return labels.flatMap((label, i) =>
    others && labels.some((other, j) => j !== i && other === label) ? [i] : []
  );
}

/** The other points of the anchor's class. */
export function possiblePositives(labels: readonly number[], anchor: number): number[] {
  return labels.flatMap((label, i) => i !== anchor && label === labels[anchor] ? [i] : []);
}

/** The point of another class that is nearest to the anchor. */
function nearestNegative(
  points: MicroscopeState["points"],
  labels: readonly number[],
  anchor: number,
): number {
  const away = (i: number) =>
    Math.hypot(points[i][0] - points[anchor][0], points[i][1] - points[anchor][1]);
  const others = labels.flatMap((label, i) => label !== labels[anchor] ? [i] : []);
  return others.reduce((best, i) => away(i) < away(best) ? i : best);
}

/** Another anchor; positive and negative stay where they can. */
export function withAnchor(state: MicroscopeState, anchor: number): MicroscopeState {
  const { labels, points } = state;
  if (anchor === state.anchor || !possibleAnchors(labels).includes(anchor)) return state;
  const positives = possiblePositives(labels, anchor);
  return {
    ...state,
    anchor,
    positive: [state.positive, state.anchor].find((i) => positives.includes(i)) ?? positives[0],
    negative: labels[state.negative] !== labels[anchor]
      ? state.negative
      : nearestNegative(points, labels, anchor),
  };
}

/** Another positive, where it is of the anchor's class. */
export function withPositive(state: MicroscopeState, positive: number): MicroscopeState {
  const isPossible = possiblePositives(state.labels, state.anchor).includes(positive);
  return isPossible && positive !== state.positive ? { ...state, positive } : state;
}
