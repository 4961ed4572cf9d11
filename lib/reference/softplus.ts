import { checkNumber } from "../checks/mod.ts";

/**
 * `softplus(x) = log(1 + e^x)`, the smooth hinge, computed as `max(x, 0) + log1p(e^-|x|)`, as `e^x`
 * overflows above 709.
 *
 * @param x any number; minus infinity gives 0
 * @throws {TypeError | RangeError} when `x` is no number, or NaN
 *
 * @example
 * ```ts
 * import { softplus } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals([softplus(0), softplus(1000)], [Math.LN2, 1000]);
 * ```
 */
export function softplus(x: number): number {
  checkNumber(x, "x", { infinity: true });
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
