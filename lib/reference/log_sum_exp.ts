import { checkList } from "../checks/mod.ts";

/**
 * `log(sum(e^x))`, computed around the largest `x` so that no power overflows. The sum of nothing
 * is 0, so nothing gives minus infinity: a side without pairs then takes the whole CircleLoss to 0.
 *
 * @param values any finite numbers, or none
 * @throws {TypeError | RangeError} when `values` is no list of finite numbers
 *
 * @example
 * ```ts
 * import { logSumExp } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(logSumExp([1000, 1000]), 1000 + Math.LN2);
 * ```
 */
export function logSumExp(values: ArrayLike<number>): number {
  checkList(values, "values");
  let largest = -Infinity;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
  if (largest === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
  return largest + Math.log(sum);
}
