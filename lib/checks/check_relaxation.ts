import { checkNumber } from "./check_number.ts";

/** The largest relaxation; a sensible one lies between 0 and 1. */
const LARGEST_RELAXATION = 1e6;

/** Refuses a relaxation `m` of CircleLoss that is not a finite number of at least 0. */
export function checkRelaxation(m: unknown, name = "m"): asserts m is number {
  checkNumber(m, name, { min: 0 });
  if (m > LARGEST_RELAXATION) checkNumber(m, name, { min: 0, max: LARGEST_RELAXATION });
}
