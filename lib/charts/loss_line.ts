import { INK, LOSS_COLOR } from "./palette.ts";
import { smoothed } from "./smoothed.ts";
import { spreadLabels } from "./spread_labels.ts";

/** A loss at a step. */
export interface LossRecord {
  /** The step, from 1. */
  step: number;
  /** The loss of its batch. */
  loss: number;
}

/**
 * The line through the losses of batches, and the margin's: where several runs have a step, the mean
 * of them; else a running mean.
 *
 * @param steps The records of a run, or of several.
 * @param where What a refusal names.
 * @param options The margin, if it is drawn, and the height of the picture in pixels.
 * @returns The line, in the order of the steps, and what it is; the largest loss; what stands at the
 *   right end of each line, and how many pixels it is moved down, so that no name covers another.
 * @throws {RangeError} When there are no steps, or a loss is not finite.
 */
export function lossLine(
  steps: readonly LossRecord[],
  where: string,
  { margin, high = 0 }: { margin?: number | undefined; high?: number } = {},
) {
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
  const line = byStep.map(([step], i) => ({ step, loss: values[i] }));
  const name = most > 1 ? `mean of ${most}` : "running mean";
  const top = Math.max(...steps.map(({ loss }) => loss), margin ?? 0) || 1;
  const { step, loss } = line[line.length - 1];
  const ends = [
    { step, loss, name, color: LOSS_COLOR },
    ...margin === undefined ? [] : [{ step, loss: margin, name: `margin ${margin}`, color: INK }],
  ];
  const moves = spreadLabels(ends.map(({ loss }) => high * (1 - loss / top)), 15);
  return { line, name, top, ends: ends.map((end, i) => ({ ...end, move: moves[i] })) };
}
