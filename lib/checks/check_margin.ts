import { checkNumber } from "./check_number.ts";

/**
 * Refuses a margin that is not a finite number of at least 0, in the unit of the distances.
 *
 * @throws {TypeError} when it is no number
 * @throws {RangeError} when it is negative, NaN or infinite
 *
 * @example
 * ```ts
 * import { checkMargin } from "#lib/checks/mod.ts";
 * checkMargin(0.2);
 * ```
 */
export function checkMargin(margin: unknown, name = "margin"): asserts margin is number {
  checkNumber(margin, name, { min: 0 });
}
