import { checkNumber } from "./check_number.ts";

/** The largest relaxation; a sensible one lies between 0 and 1. */
const LARGEST_RELAXATION = 1e6;

/**
 * Refuses a relaxation `m` of CircleLoss that is not a finite number of at least 0.
 *
 * @throws {TypeError} when it is no number
 * @throws {RangeError} when it is negative, NaN, infinite or above 1e6
 *
 * @example
 * ```ts
 * import { checkRelaxation } from "#lib/checks/mod.ts";
 * checkRelaxation(0.25);
 * ```
 */
export function checkRelaxation(m: unknown, name = "m"): asserts m is number {
  checkNumber(m, name, { min: 0 });
  if (m > LARGEST_RELAXATION) checkNumber(m, name, { min: 0, max: LARGEST_RELAXATION });
}
