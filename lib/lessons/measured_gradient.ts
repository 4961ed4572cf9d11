import { checkNumber } from "../checks/mod.ts";

/**
 * The gradient of a loss as one measures it: move a coordinate to both sides and see how much the loss
 * changes, `(f(x + h) - f(x - h)) / 2h`. At a kink it measures neither side.
 *
 * @param loss The loss of a batch.
 * @param points The batch, rows of numbers.
 * @param options `h`: how far a coordinate is moved, `1e-6` by default.
 * @returns The slope to each coordinate, in the shape of the points.
 * @throws {RangeError} When `h` is not above 0.
 *
 * @example
 * ```ts
 * import { measuredGradient } from "#lib/lessons/mod.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [[slope]] = measuredGradient(([[x]]) => x ** 2, [[3]]);
 * assertAlmostEquals(slope, 6, 1e-6);
 * ```
 */
export function measuredGradient(
  loss: (points: number[][]) => number,
  points: readonly (readonly number[])[],
  { h = 1e-6 }: { h?: number } = {},
): number[][] {
  checkNumber(h, "h", { above: 0 });
  const moved = (i: number, k: number, by: number) =>
    loss(points.map((x, j) => x.map((v, l) => i === j && k === l ? v + by : v)));
  return points.map((x, i) => x.map((_, k) => (moved(i, k, h) - moved(i, k, -h)) / (2 * h)));
}
