import { smoothed } from "./smoothed.ts";

/** A loss at a step. */
export interface LossRecord {
  /** The step, from 1. */
  step: number;
  /** The loss of its batch. */
  loss: number;
}

/**
 * The line through the losses of batches: where several runs have a step, the mean of them; else a
 * running mean.
 *
 * @param steps The records of a run, or of several.
 * @param where What a refusal names.
 * @returns The line, in the order of the steps, and what it is.
 * @throws {RangeError} When there are no steps, or a loss is not finite.
 */
export function lossLine(
  steps: readonly LossRecord[],
  where: string,
): { line: LossRecord[]; name: string } {
  if (steps.length === 0) {
    throw new RangeError(`${where}: expected at least one record, got none`);
  }
  const odd = steps.find(({ loss }) => !Number.isFinite(loss));
  if (odd) {
    throw new RangeError(
      `${where}: expected finite losses, got ${odd.loss} in step ${odd.step}`,
    );
  }
  const byStep = [...Map.groupBy(steps, ({ step }) => step)].sort(([a], [b]) => a - b);
  const means = byStep.map(([, rows]) =>
    rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length
  );
  const most = Math.max(...byStep.map(([, rows]) => rows.length));
  const values = most > 1 ? means : smoothed(means);
  return {
    line: byStep.map(([step], i) => ({ step, loss: values[i] })),
    name: most > 1 ? `mean of ${most}` : "running mean",
  };
}
