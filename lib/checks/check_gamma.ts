import { checkNumber } from "./check_number.ts";

/** The largest scale: exponents of similarities up to 1e12 stay inside float32's range. */
const LARGEST_GAMMA = 1e9;

/** Refuses a scale of CircleLoss that is not a finite number above 0. */
export function checkGamma(gamma: unknown, name = "gamma"): asserts gamma is number {
  checkNumber(gamma, name, { above: 0 });
  if (gamma > LARGEST_GAMMA) checkNumber(gamma, name, { above: 0, max: LARGEST_GAMMA });
}
