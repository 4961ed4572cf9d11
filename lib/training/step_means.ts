import { checkLike, checkNumber, checkOptions } from "../checks/mod.ts";

/**
 * A value of each step of a training, averaged over a few steps at a time, as points to be drawn.
 *
 * @param options `over`: how many steps make one point, 20 by default; the last point may have fewer.
 * @throws {TypeError | RangeError} When there are no steps, `value` is no function that gives numbers, or
 * `over` is not a positive integer.
 *
 * @example
 * ```ts
 * import { stepMeans } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const steps = [4, 2, 1].map((loss, i) => ({ step: i + 1, loss }));
 * assertEquals(stepMeans(steps, ({ loss }) => loss, { over: 2 }), [[2, 3], [3, 1]]);
 * ```
 */
export function stepMeans<Step extends { step: number }>(
  steps: readonly Step[],
  value: (step: Step) => number,
  options?: { over?: number },
): [step: number, mean: number][] {
  const { over = 20 } = checkOptions(options, "over");
  checkLike(steps, "steps", [{ step: 0 }]);
  checkLike(value, "value", ({ loss }) => loss);
  checkNumber(over, "over", { min: 1, integer: true });
  const points: [number, number][] = [];
  for (let i = 0; i < steps.length; i += over) {
    const part = steps.slice(i, i + over);
    const values = part.map((step) => value(step));
    checkLike(values, "value", [NaN]);
    points.push([part.at(-1)!.step, values.reduce((sum, one) => sum + one, 0) / part.length]);
  }
  return points;
}
