import type { PlaneBounds } from "../../charts/plane.ts";
import { checkChoice, checkFlag, checkNumber, expected, type Labels } from "../../checks/mod.ts";
import { checkLiveBatch, niceAbove, squareAround } from "../runtime/live_batch.ts";

/** The orders of the norm that the figure's switch has; JSON has no infinity. */
export const ORDERS = ["1", "2", "infinity"] as const;

/** Which loss the figure shows. */
export const RULES = ["triplet", "all", "hard"] as const;

/** What the microscope shows: plain data, which survives JSON. */
export interface MicroscopeState {
  /** The name, drawn above the figure. */
  readonly title: string;
  /** The points, two numbers each. */
  readonly points: readonly (readonly number[])[];
  /** The class of each point. */
  readonly labels: readonly number[];
  /** The name of each point. */
  readonly names: readonly string[];
  /** The chosen triplet: indices of points. */
  readonly anchor: number;
  readonly positive: number;
  readonly negative: number;
  /** How much farther than the positive a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** The order of the norm. */
  readonly p: (typeof ORDERS)[number];
  /** True to measure a negative from the nearer of anchor and positive. */
  readonly swap: boolean;
  /** True for squared distances. */
  readonly squared: boolean;
  /** The loss of the chosen triplet alone, of all triplets, or of each anchor's hardest. */
  readonly rule: (typeof RULES)[number];
  /** The part of the plane that is shown. */
  readonly bounds: PlaneBounds;
  /** Where the margin's slider ends. */
  readonly marginEnd: number;
}

/** What {@linkcode microscopeState} is told. */
export interface MicroscopeOptions {
  /** The points: 3 to 64 rows of two numbers. */
  points: readonly (readonly number[])[];
  /** The class of each point: one class has two points or more, and there is another class. */
  labels: Labels;
  /** The name of each point; by default its number. */
  names?: readonly string[];
  /** The anchor's index; by default the first point that another one shares its class with. */
  anchor?: number;
  /** The positive's index; by default the first of the anchor's class. */
  positive?: number;
  /** How much farther a negative has to be, in the unit of the distances; by default 1. */
  margin?: number;
  /** The order of the norm: 1, 2 (the default) or `Infinity`. */
  p?: number;
  /** True to measure a negative from the nearer of anchor and positive; by default false. */
  swap?: boolean;
  /** True for squared distances; by default false. */
  squared?: boolean;
  /** Which loss is shown; by default `"triplet"`, that of the chosen triplet. */
  rule?: (typeof RULES)[number];
  /** The name, drawn above the figure. */
  title?: string;
}

/** The state that the microscope begins with; refuses what it cannot show. */
export function microscopeState(options: MicroscopeOptions): MicroscopeState {
  const { points, labels, margin = 1, p = 2, swap = false, squared = false, rule = "triplet" } =
    options;
  const { title = "One triplet under the microscope" } = options;
  const { names = Array.from(points, (_, i) => String(i)) } = options;
  const rows = checkLiveBatch({ points, labels, names, margin, squared });
  checkFlag(swap, "swap");
  checkChoice(rule, RULES, "rule");
  const order = String(p).toLowerCase();
  checkChoice(order, ORDERS, "p");
  const classes = Array.from(labels);
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
  const bounds = squareAround(points, margin, squared);
  return {
    title,
    points: points.map((point) => [point[0], point[1]]),
    labels: classes,
    names: [...names],
    anchor,
    positive,
    negative: nearestNegative(points, classes, anchor),
    margin,
    p: order as MicroscopeState["p"],
    swap,
    squared,
    rule,
    bounds,
    marginEnd: niceAbove(Math.max(2 * margin, (bounds.right - bounds.left) / 2)),
  };
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
export function nearestNegative(
  points: MicroscopeState["points"],
  labels: readonly number[],
  anchor: number,
): number {
  const away = (i: number) =>
    Math.hypot(points[i][0] - points[anchor][0], points[i][1] - points[anchor][1]);
  const others = labels.flatMap((label, i) => label !== labels[anchor] ? [i] : []);
  return others.reduce((best, i) => away(i) < away(best) ? i : best);
}

/** What a point is to the chosen triplet. */
export function roleOf(
  { labels, anchor, positive, negative }: MicroscopeState,
  i: number,
): "anchor" | "positive" | "other positive" | "chosen negative" | "negative" {
  if (i === anchor) return "anchor";
  if (i === positive) return "positive";
  if (labels[i] === labels[anchor]) return "other positive";
  return i === negative ? "chosen negative" : "negative";
}
