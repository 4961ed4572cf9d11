/**
 * What charts and live figures ask of points in the plane; without Plot, which pages do not need.
 *
 * @module
 */
import { lpDistance } from "../reference/lp_distance.ts";
import { INK } from "./palette.ts";

export type PlaneBounds = { left: number; right: number; bottom: number; top: number };

/** The smallest rectangle around some points, with a share of its size as room on each side. */
export function boundsOf(points: readonly (readonly number[])[], room = 0.06): PlaneBounds {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const [wide, high] = [room * (right - left || 1), room * (top - bottom || 1)];
  return { left: left - wide, right: right + wide, bottom: bottom - high, top: top + high };
}

/** The middle of each class, in the order of the labels, for its name. */
export function classMeans(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
): { label: number; x: number; y: number }[] {
  return [...new Set(Array.from(labels))].sort((a, b) => a - b).map((label) => {
    const own = points.filter((_, i) => labels[i] === label);
    const mean = (axis: 0 | 1) => own.reduce((sum, point) => sum + point[axis], 0) / own.length;
    return { label, x: mean(0), y: mean(1) };
  });
}

/** Points that lie on one another share a label, so that no name hides another. */
export function together<P extends { x: number; y: number; name: string }>(
  points: readonly P[],
  near: number,
): P[] {
  const labels: P[] = [];
  for (const point of points) {
    const there = labels.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < near);
    if (there) Object.assign(there, { name: `${there.name}, ${point.name}`, color: INK });
    else labels.push({ ...point });
  }
  return labels;
}

/** The edge of the Lp norm's ball of radius 1, closed; its corners are among the points. */
export function unitBall(p: number): [number, number][] {
  return Array.from({ length: 121 }, (_, i) => {
    const direction = [Math.cos(i * Math.PI / 60), Math.sin(i * Math.PI / 60)];
    const norm = lpDistance(direction, [0, 0], { p, eps: 0 });
    return [direction[0] / norm, direction[1] / norm];
  });
}
