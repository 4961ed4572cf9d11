import { checkNumber } from "./check_number.ts";

// The largest keep exponents and sums over 10^10 triplets within float32.

/** Refuses a margin that is not a finite number of at least 0, in the unit of the distances. */
export function checkMargin(margin: unknown): asserts margin is number {
  checkNumber(margin, "margin", { min: 0, max: 1e24 });
}

/** Refuses a relaxation `m` of CircleLoss that is not a finite number of at least 0. */
export function checkRelaxation(m: unknown): asserts m is number {
  checkNumber(m, "m", { min: 0, max: 1e6 });
}

/** Refuses a scale of CircleLoss that is not a finite number above 0. */
export function checkGamma(gamma: unknown): asserts gamma is number {
  checkNumber(gamma, "gamma", { above: 0, max: 1e9 });
}
