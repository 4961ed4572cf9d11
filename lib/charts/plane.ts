/** A rectangle of the plane. */
export interface PlaneBounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** What {@linkcode planeOptions} gives: Plot's options, and how many pixels a unit takes. */
export interface PlaneOptions {
  scale: number;
  options: Record<string, unknown>;
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

/**
 * Plot's options for a rectangle of the plane in which both axes have one scale, so that a circle is
 * round and distances on paper are distances.
 *
 * @param bounds The rectangle.
 * @param size The most pixels across and down that it may take.
 * @returns The options, without marks.
 */
export function planeOptions(
  { left, right, bottom, top }: PlaneBounds,
  { across = 480, down = 440 }: { across?: number; down?: number } = {},
): PlaneOptions {
  const scale = Math.min(across / (right - left), down / (top - bottom));
  // A narrow rectangle still leaves room for its title.
  const spare = Math.max(0, 260 / scale - (right - left)) / 2;
  const margin = { marginLeft: 50, marginRight: 20, marginTop: 20, marginBottom: 36 };
  const axis = { labelArrow: "none", grid: true, ticks: 6 };
  return {
    scale,
    options: {
      ...margin,
      width: (right - left + 2 * spare) * scale + margin.marginLeft + margin.marginRight,
      height: (top - bottom) * scale + margin.marginTop + margin.marginBottom,
      x: { ...axis, label: "first coordinate", domain: [left - spare, right + spare] },
      y: { ...axis, label: "second coordinate", domain: [bottom, top] },
    },
  };
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
