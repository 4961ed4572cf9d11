import { boundsOf, type PlaneBounds } from "../../charts/plane.ts";
import {
  checkFlag,
  checkLabels,
  checkMargin,
  checkMatrix,
  expected,
  type Labels,
} from "../../checks/mod.ts";

/** What the figures of a batch in the plane are told. */
export interface LiveBatch {
  points: readonly (readonly number[])[];
  labels: Labels;
  names: readonly string[];
  margin: number;
  squared: boolean;
}

/** Refuses what is no batch of 3 to 64 points in the plane; gives how many there are. */
export function checkLiveBatch({ points, labels, names, margin, squared }: LiveBatch): number {
  const { rows, columns } = checkMatrix(points, "points");
  if (rows < 3 || rows > 64 || columns !== 2) {
    throw new RangeError(
      expected("points", "3 to 64 rows of 2 numbers", `${rows} rows of ${columns}`),
    );
  }
  checkLabels(labels, rows);
  if (names.length !== rows) {
    throw new RangeError(expected("names", `${rows} entries, one a point`, String(names.length)));
  }
  checkMargin(margin);
  checkFlag(squared, "squared");
  return rows;
}

/** A square with all points and room to move them, or for the margin, around them. */
export function squareAround(
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

/** The first of 1, 2, 5, 10, 20, ... (and their tenths) that is not below a value. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
