import { checkSquarable, refuseValue } from "../checks/mod.ts";
import { studentQuantile } from "./student_t.ts";

/** A mean, and how far it can be trusted. */
export interface MeanInterval {
  /** The mean. */
  readonly mean: number;
  /** The lower end of its 95 % interval. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
  /** The standard deviation of the values (n - 1). */
  readonly deviation: number;
}

/**
 * The mean of a few measurements with its 95 % interval, by Student's t distribution:
 *
 *     mean ± t(n - 1) s / sqrt(n),   s^2 = sum (x - mean)^2 / (n - 1)
 *
 * To compare two configurations trained with the same seeds, hand over the differences seed by seed:
 * what a seed does to both drops out, and the interval says whether 0 is still possible.
 *
 * @throws {TypeError | RangeError} When `values` is no list of numbers, has fewer than two, or one not
 * finite or above 1e100.
 *
 * @example Five seeds of two configurations
 * ```ts
 * import { meanInterval } from "@triplet-lab/triplet-lab/evaluation";
 * import { assert } from "@std/assert";
 * const [one, other] = [[0.71, 0.74, 0.69, 0.75, 0.72], [0.68, 0.72, 0.66, 0.71, 0.70]];
 * const { low, high } = meanInterval(one.map((value, seed) => value - other[seed]));
 * assert(low > 0 && high < 0.05);
 * ```
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  checkSquarable(values, "values");
  const n = values.length;
  if (n < 2) refuseValue(n, "values", "two or more");
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const half = studentQuantile(0.025, n - 1) * deviation / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half, deviation };
}
