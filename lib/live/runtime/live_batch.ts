import { roundAbove } from "../../charts/numbers.ts";
import { boundsOf, type PlaneBounds } from "../../charts/points.ts";
import { type Labels, refuseKind, refuseValue } from "../../checks/mod.ts";
import { checkBatch } from "../../reference/each_triplet.ts";
import { minedOptions } from "../../reference/mined_options.ts";

/** The most points: more arrows than theirs would be a carpet. */
const MOST = 24;

export interface LiveBatch {
  readonly title: string;
  readonly points: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly names: readonly string[];
  readonly margin: number;
  readonly squared: boolean;
  readonly bounds: PlaneBounds;
  readonly marginEnd: number;
}

/** What such a figure is told: 3 to 24 points of two classes or more; the margin is 1 by default. */
export interface LiveBatchOptions
  extends Partial<Pick<LiveBatch, "title" | "names" | "squared" | "margin">> {
  points: readonly (readonly number[])[];
  labels: Labels;
}

/** The state of a figure of a batch, with `room` times the margin around its points. */
export function liveBatch(
  { points, labels, margin = 1, squared = false, ...given }: LiveBatchOptions,
  title: string,
  room: number,
): LiveBatch {
  const { rows, columns } = checkBatch(points, labels, "points");
  const { names = points.map((_, i) => String(i)) } = given;
  if (rows < 3 || rows > MOST || columns !== 2) {
    refuseValue(`${rows} of ${columns}`, "points", `3 to ${MOST} rows of 2`);
  }
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    refuseKind(names, "names", "an array of names");
  }
  if (names.length !== rows) refuseValue(names.length, "names", `${rows} entries, one a point`);
  minedOptions({ margin, squared }, "mean");
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

function squareAround(points: LiveBatch["points"], margin: number, squared: boolean): PlaneBounds {
  const { left, right, bottom, top } = boundsOf(points, 0);
  const size = Math.max(right - left, top - bottom) || 1;
  const room = Math.min(Math.max(0.22 * size, squared ? 0 : 0.6 * margin), 0.5 * size);
  const half = size / 2 + room;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { left: x - half, right: x + half, bottom: y - half, top: y + half };
}
