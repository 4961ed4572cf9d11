import { lpDistance } from "../../reference/lp_distance.ts";

/**
 * The gradient of the Lp distance of two points with respect to the first (minus it: to the second):
 * `sign(v) (|v| / d)^(p - 1)` with `v = x - y`. For p = infinity it is the sign of the largest
 * difference, shared among those that tie; at x = y it is 0.
 *
 * @param x A point.
 * @param y Another.
 * @param p The order of the norm, at least 1.
 * @param distance Their distance, where it is known already.
 * @returns As many numbers as a point has.
 *
 * @example
 * ```ts
 * import { lpGradient } from "#lib/live/triplet_microscope/lp_gradient.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(lpGradient([3, 4], [0, 0], 2), [0.6, 0.8]);
 * assertEquals(lpGradient([3, 4], [0, 0], Infinity), [0, 1]);
 * ```
 */
export function lpGradient(
  x: readonly number[],
  y: readonly number[],
  p: number,
  distance: number = lpDistance(x, y, { p, eps: 0 }),
): number[] {
  if (distance === 0) return x.map(() => 0);
  const v = x.map((xi, i) => xi - y[i]);
  if (p === 2) return v.map((vi) => vi / distance);
  if (p === Infinity) {
    const largest = Math.max(...v.map(Math.abs));
    const tied = v.filter((vi) => Math.abs(vi) === largest).length;
    return v.map((vi) => Math.abs(vi) === largest ? Math.sign(vi) / tied : 0);
  }
  return v.map((vi) => Math.sign(vi) * (Math.abs(vi) / distance) ** (p - 1));
}
