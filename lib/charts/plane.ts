/** A rectangle of the plane. */
export interface PlaneBounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** The smallest rectangle around some points, with a share of its size as room on each side. */
export function boundsOf(
  points: readonly (readonly number[])[],
  room = 0.06,
): PlaneBounds {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const [wide, high] = [room * (right - left || 1), room * (top - bottom || 1)];
  return { left: left - wide, right: right + wide, bottom: bottom - high, top: top + high };
}

/** Refuses what is not rows of two numbers. */
export function checkPlane(points: readonly (readonly number[])[], name: string): void {
  if (points.length === 0) throw new RangeError(`${name}: expected at least one, got none`);
  const odd = points.findIndex((point) =>
    point.length !== 2 || !point.every((value) => Number.isFinite(value))
  );
  if (odd >= 0) {
    throw new RangeError(
      `${name}: expected 2 finite numbers in row ${odd}, got [${points[odd].join(", ")}]`,
    );
  }
}
