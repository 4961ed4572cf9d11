import { checkNumber } from "./check_number.ts";

/** The largest margin: sums of such losses over 10^10 triplets stay inside float32's range. */
const LARGEST_MARGIN = 1e24;

/** Refuses a margin that is not a finite number of at least 0, in the unit of the distances. */
export function checkMargin(margin: unknown, name = "margin"): asserts margin is number {
  checkNumber(margin, name, { min: 0 });
  if (margin > LARGEST_MARGIN) checkNumber(margin, name, { min: 0, max: LARGEST_MARGIN });
}
