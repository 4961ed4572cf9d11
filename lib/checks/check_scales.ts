import { checkNumber, type NumberLimits } from "./check_number.ts";

/** Refuses a margin that is not a finite number of at least 0, in the unit of the distances. */
export function checkMargin(margin: unknown): asserts margin is number {
  checkUpTo(margin, "margin", { min: 0 }, 1e24);
}

/** Refuses a relaxation `m` of CircleLoss that is not a finite number of at least 0. */
export function checkRelaxation(m: unknown): asserts m is number {
  checkUpTo(m, "m", { min: 0 }, 1e6);
}

/** Refuses a scale of CircleLoss that is not a finite number above 0. */
export function checkGamma(gamma: unknown): asserts gamma is number {
  checkUpTo(gamma, "gamma", { above: 0 }, 1e9);
}

/** The largest, told to who exceeds it, keeps exponents and sums over 10^10 triplets within float32. */
function checkUpTo(value: unknown, name: string, limits: NumberLimits, max: number): void {
  checkNumber(value, name, limits);
  if (value > max) checkNumber(value, name, { ...limits, max });
}
