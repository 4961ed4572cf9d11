import { checkNumber } from "../checks/mod.ts";

/** What {@linkcode averagedSteps} averages. */
export interface ActiveStep {
  /** Share of the positive triplets among the valid ones. */
  active: number;
  /** Share of the semi-hard ones. */
  semiHard: number;
}

/** The mean of some steps that follow each other. */
export interface AveragedStep extends ActiveStep {
  /** The middle of the steps, counted from 1. */
  step: number;
  /** Which part of the positive triplets was semi-hard, 0 to 1; 0 where none was positive. */
  semiHardPart: number;
}

/**
 * A training's positive triplets, averaged over so many steps at a time: how many there were, and which
 * part of them was semi-hard.
 *
 * @param records The steps, in order; what is left over at the end makes a shorter group.
 * @param options `over`: how many steps make a group, 10 by default.
 * @returns One entry a group.
 * @throws {RangeError} When there is no step, or `over` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { averagedSteps } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const steps = [{ active: 0.5, semiHard: 0.5 }, { active: 0.25, semiHard: 0.25 }];
 * const [both] = averagedSteps(steps, { over: 2 });
 * assertEquals(both, { step: 1.5, active: 0.375, semiHard: 0.375, semiHardPart: 1 });
 * ```
 */
export function averagedSteps(
  records: readonly ActiveStep[],
  { over = 10 }: { over?: number } = {},
): AveragedStep[] {
  checkNumber(over, "over", { min: 1, integer: true });
  if (records.length === 0) throw new RangeError("records: expected at least one step, got none");
  return Array.from({ length: Math.ceil(records.length / over) }, (_, i) => {
    const own = records.slice(i * over, (i + 1) * over);
    const mean = (key: keyof ActiveStep) =>
      own.reduce((sum, record) => sum + record[key], 0) / own.length;
    const [active, semiHard] = [mean("active"), mean("semiHard")];
    const semiHardPart = active > 0 ? semiHard / active : 0;
    return { step: i * over + (own.length + 1) / 2, active, semiHard, semiHardPart };
  });
}
