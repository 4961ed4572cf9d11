import { roundAbove } from "../../charts/numbers.ts";
import { boundsOf, type PlaneBounds } from "../../charts/points.ts";
import {
  checkFlag,
  checkLabels,
  checkMargin,
  checkMatrix,
  expected,
  type Labels,
} from "../../checks/mod.ts";

/** The most points: more arrows than theirs would be a carpet. */
const MOST = 24;

/** What a figure of a batch in the plane shows. */
export interface LiveBatch {
  /** The name, drawn above the figure. */
  readonly title: string;
  /** The points, two numbers each. */
  readonly points: readonly (readonly number[])[];
  /** The class of each point. */
  readonly labels: readonly number[];
  /** The name of each point. */
  readonly names: readonly string[];
  /** How much farther than the positive a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** True for squared distances. */
  readonly squared: boolean;
  /** The part of the plane that is shown. */
  readonly bounds: PlaneBounds;
  /** Where the margin's slider ends. */
  readonly marginEnd: number;
}

/** What such a figure is told. */
export interface LiveBatchOptions extends Partial<Pick<LiveBatch, "title" | "names" | "squared">> {
  /** The points: 3 to 24 rows of two numbers. */
  points: readonly (readonly number[])[];
  /** The class of each point: two classes or more. */
  labels: Labels;
  /** How much farther a negative has to be, in the unit of the distances; by default 1. */
  margin?: number;
}

/**
 * The state of a figure of a batch: its names are the points' numbers by default, its distances not
 * squared. Refuses what is no batch of 3 to 24 points in the plane.
 *
 * @param options What it is told.
 * @param title What it is called by default.
 * @param room How much of the margin must fit around the points.
 */
export function liveBatch(
  { points, labels, margin = 1, squared = false, ...given }: LiveBatchOptions,
  title: string,
  room: number,
): LiveBatch {
  const { names = Array.from(points, (_, i) => String(i)) } = given;
  const { rows, columns } = checkMatrix(points, "points");
  if (rows < 3 || rows > MOST || columns !== 2) {
    throw new RangeError(
      expected("points", `3 to ${MOST} rows of 2 numbers`, `${rows} rows of ${columns}`),
    );
  }
  checkLabels(labels, rows);
  if (names.length !== rows) {
    throw new RangeError(expected("names", `${rows} entries, one a point`, String(names.length)));
  }
  checkMargin(margin);
  checkFlag(squared, "squared");
  const bounds = squareAround(points, room * margin, squared);
  return {
    title: given.title ?? title,
    points: points.map(([x, y]) => [x, y]),
    labels: Array.from(labels),
    names: [...names],
    margin,
    squared,
    bounds,
    marginEnd: roundAbove(Math.max(2 * margin, (bounds.right - bounds.left) / 2)),
  };
}

/** A square with all points and room to move them, or for the margin, around them. */
function squareAround(
  points: readonly (readonly number[])[],
  margin: number,
  squared: boolean,
): PlaneBounds {
  const { left, right, bottom, top } = boundsOf(points, 0);
  const size = Math.max(right - left, top - bottom) || 1;
  const room = Math.min(Math.max(0.22 * size, squared ? 0 : 0.6 * margin), 0.5 * size);
  const half = size / 2 + room;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { left: x - half, right: x + half, bottom: y - half, top: y + half };
}
