import type * as Plot from "@observablehq/plot";
import { lpDistance } from "../reference/lp_distance.ts";
import { upwards } from "./marks.ts";

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

/** What {@linkcode planeOptions} gives: Plot's options, and how many pixels a unit takes. */
export interface PlaneOptions {
  scale: number;
  options: Plot.PlotOptions & { width: number; height: number };
}

/**
 * Plot's options for a rectangle of the plane in which both axes have one scale, so that a circle is
 * round and distances on paper are distances.
 *
 * @param bounds The rectangle.
 * @param widest The width that there is, in pixels, axes included.
 * @param size The most pixels across and down that it may take, the least across, and about how many
 *   ticks an axis has.
 * @returns The options, without marks.
 */
export function planeOptions(
  { left, right, bottom, top }: PlaneBounds,
  widest: number,
  { across = 480, down = 440, narrowest = 260, ticks = 6 }: {
    across?: number;
    down?: number;
    narrowest?: number;
    ticks?: number;
  } = {},
): PlaneOptions {
  const margin = { marginLeft: 50, marginRight: 20, marginTop: 20, marginBottom: 36 };
  const room = widest - margin.marginLeft - margin.marginRight;
  const scale = Math.min(Math.min(across, room) / (right - left), down / (top - bottom));
  // A narrow rectangle still leaves room for its title.
  const spare = Math.max(0, Math.min(narrowest, room) / scale - (right - left)) / 2;
  const axis = { grid: true, ticks };
  return {
    scale,
    options: {
      ...margin,
      width: (right - left + 2 * spare) * scale + margin.marginLeft + margin.marginRight,
      height: (top - bottom) * scale + margin.marginTop + margin.marginBottom,
      x: upwards("first coordinate", { ...axis, domain: [left - spare, right + spare] }),
      y: upwards("second coordinate", { ...axis, domain: [bottom, top] }),
    },
  };
}

/** The middle of each class, in the order of the labels, for its name. */
export function classMeans(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
): { label: number; x: number; y: number }[] {
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  return classes.map((label) => {
    const own = points.filter((_, i) => labels[i] === label);
    const mean = (axis: 0 | 1) => own.reduce((sum, point) => sum + point[axis], 0) / own.length;
    return { label, x: mean(0), y: mean(1) };
  });
}

/** Where the classes are, in words. */
export function classPlaces(
  means: ReturnType<typeof classMeans>,
  className: (label: number) => string,
): string {
  return means.map(({ label, x, y }) => `${className(label)} at (${x.toFixed(1)}, ${y.toFixed(1)})`)
    .join(", ");
}

/** A closed line through the points at one distance from a centre. */
export function ringPoints(
  [x, y]: readonly number[],
  radius: number,
  p: number,
): [number, number][] {
  return Array.from({ length: 361 }, (_, i) => {
    const direction = [Math.cos(i * Math.PI / 180), Math.sin(i * Math.PI / 180)];
    const r = radius / lpDistance(direction, [0, 0], { p, eps: 0 });
    return [x + r * direction[0], y + r * direction[1]];
  });
}
