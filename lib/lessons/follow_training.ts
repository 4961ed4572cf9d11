import type { StepRecord } from "../training/types.ts";
import { progressLine, type ProgressLineOptions } from "../training/progress_line.ts";

/**
 * Runs a training to its end, with a line that tells how it goes, and keeps the record of each step.
 *
 * @param training What `train` returned.
 * @param options Those of `progressLine`: `total`, `label`, `margin`.
 * @returns The records, in order.
 * @throws What the training throws, such as a `RangeError` when it diverges.
 *
 * @example
 * ```ts
 * import { followTraining } from "#lib/lessons/mod.ts";
 * import type { StepRecord } from "#lib/training/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * async function* twoSteps() {
 *   yield { step: 1, loss: 0.3, active: 1 } as StepRecord;
 *   yield { step: 2, loss: 0.2, active: 0.5 } as StepRecord;
 * }
 * const records = await followTraining(twoSteps(), { total: 2, output: { show() {}, interval: 0 } });
 * assertEquals(records.map(({ loss }) => loss), [0.3, 0.2]);
 * ```
 */
export async function followTraining(
  training: AsyncIterable<StepRecord>,
  options: ProgressLineOptions,
): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  const progress = progressLine(options);
  for await (const record of training) {
    records.push(record);
    await progress.update(record);
  }
  return records;
}
