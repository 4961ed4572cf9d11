import type { PlaneBounds } from "../../charts/plane.ts";
import { checkChoice, checkNumber, expected, type Labels } from "../../checks/mod.ts";
import { checkLiveBatch, niceAbove, squareAround } from "../runtime/live_batch.ts";

/** The strategies, by the names that `conform` and `strategy` give them. */
export const STRATEGIES = [
  "batch all",
  "batch hard",
  "batch hard, tensorflow",
  "batch hard, pytorch",
  "semi-hard",
  "semi-hard, nearest",
] as const;

/** The name of a strategy. */
export type MiningStrategy = (typeof STRATEGIES)[number];

/** What the mining picture shows: plain data, which survives JSON. */
export interface MiningState {
  /** The name, drawn above the figure. */
  readonly title: string;
  /** The points, two numbers each. */
  readonly points: readonly (readonly number[])[];
  /** The class of each point. */
  readonly labels: readonly number[];
  /** The name of each point. */
  readonly names: readonly string[];
  /** The anchor whose choices stand out. */
  readonly anchor: number;
  /** How much farther than the positive a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** True for squared distances. */
  readonly squared: boolean;
  /** Whose choices are drawn. */
  readonly strategy: MiningStrategy;
  /** The part of the plane that is shown. */
  readonly bounds: PlaneBounds;
  /** Where the margin's slider ends. */
  readonly marginEnd: number;
}

/** What {@linkcode miningState} is told. */
export interface MiningOptions {
  /** The points: 3 to 64 rows of two numbers. */
  points: readonly (readonly number[])[];
  /** The class of each point: two classes or more. */
  labels: Labels;
  /** The name of each point; by default its number. */
  names?: readonly string[];
  /** The anchor whose choices stand out; by default the first point. */
  anchor?: number;
  /** How much farther a negative has to be, in the unit of the distances; by default 1. */
  margin?: number;
  /** True for squared distances; by default false. */
  squared?: boolean;
  /** Whose choices are drawn; by default `"batch hard"`. */
  strategy?: MiningStrategy;
  /** The name, drawn above the figure. */
  title?: string;
}

/** The state that the mining picture begins with; refuses what it cannot show. */
export function miningState(options: MiningOptions): MiningState {
  const { points, labels, margin = 1, squared = false, anchor = 0 } = options;
  const { strategy = "batch hard", title = "Who learns from whom" } = options;
  const { names = Array.from(points, (_, i) => String(i)) } = options;
  const rows = checkLiveBatch({ points, labels, names, margin, squared });
  const classes = Array.from(labels);
  if (new Set(classes).size < 2) {
    throw new RangeError(expected("labels", "two classes or more", `[${classes.join(", ")}]`));
  }
  checkNumber(anchor, "anchor", { min: 0, max: rows - 1, integer: true });
  checkChoice(strategy, STRATEGIES, "strategy");
  const bounds = squareAround(points, 0, squared);
  return {
    title,
    points: points.map((point) => [point[0], point[1]]),
    labels: classes,
    names: [...names],
    anchor,
    margin,
    squared,
    strategy,
    bounds,
    marginEnd: niceAbove(Math.max(2 * margin, (bounds.right - bounds.left) / 2)),
  };
}
