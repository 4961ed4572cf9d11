import { checkNumber, checkOptions, checkSquarable, describe, refuseValue } from "../checks/mod.ts";

/** What {@linkcode lpDistance} may be told. */
export interface LpDistanceOptions {
  /** The order of the norm, at least 1; `Infinity` is the largest coordinate. Default 2. */
  readonly p?: number;
  /** Added to every coordinate difference before the norm. Default 1e-6. */
  readonly eps?: number;
}

export function lpOptions(options: LpDistanceOptions): Required<LpDistanceOptions> {
  const { p = 2, eps = 1e-6 } = checkOptions(options, "p eps");
  checkNumber(p, "p", { min: 1, infinity: true });
  checkNumber(eps, "eps", { min: 0, max: 1e12 });
  return { p, eps };
}

/**
 * The distance of article 1 between two points, `d(x, y) = (sum_i |x_i - y_i + eps|^p)^(1/p)`.
 *
 * `eps` enters each difference with its sign, as in `torch.nn.functional.pairwise_distance`: so
 * `d(x, x) = eps D^(1/p)` rather than 0, and `d(x, y)` and `d(y, x)` differ by about `eps`. The sum
 * runs over `|v_i| / max |v|`, which keeps large powers in range.
 *
 * @param x a point, D numbers
 * @param y another point, D numbers
 * @returns the distance, in the unit of the coordinates
 * @throws {TypeError | RangeError} when a point is no list of finite numbers, their lengths differ, `p`
 *   is below 1, or `eps` is negative or above 1e12
 *
 * @example
 * ```ts
 * import { lpDistance } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * const distances = [1, 2, Infinity].map((p) => lpDistance([0, 0], [3, 4], { eps: 0, p }));
 * assertEquals(distances, [7, 5, 4]);
 * ```
 */
export function lpDistance(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: LpDistanceOptions = {},
): number {
  const { p, eps } = lpOptions(options);
  checkSquarable(x, "x");
  checkSquarable(y, "y");
  if (x.length !== y.length) refuseValue(describe(y), "y", `${x.length} numbers, as in x`);
  const v = Array.from(x, (xi, i) => Math.abs(xi - y[i] + eps));
  const largest = v.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0 || p === Infinity) return largest;
  const sum = v.reduce((total, vi) => total + (vi / largest) ** p, 0);
  return largest * sum ** (1 / p);
}
