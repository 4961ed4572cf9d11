import { LiveFigure } from "./live_figure.ts";
import { replayProgram } from "./training_replay/program.ts";
import {
  type ReplayOptions,
  type ReplayRecording,
  type ReplayState,
  replayState,
} from "./training_replay/state.ts";

/**
 * A recorded training, moment by moment: a slider, or Play, leads through it. It shows where the same
 * points were in the plane (filled those of classes that were trained on, hollow those never seen),
 * the shares of easy, semi-hard and hard triplets so far, and the curves of the loss, of the median
 * distances and of recall@1 on unseen classes. Strategy, speed and zoom are switches in it. It never
 * plays unasked, and where the reader's system asks for less motion it steps and does not glide.
 *
 * @param replay What `readReplay` of `lib/experiments` gives: the recording of
 * `deno task record replay`.
 * @param options What it begins with.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When the replay or an option is another kind of thing.
 * @throws {RangeError} When a run has fewer than two moments, its steps do not grow, a moment has not
 * one point a label, a number is not finite or below 0, shares do not add up to 1, or the strategy or
 * the moment is not in the recording.
 *
 * @example
 * ```ts
 * import { readReplay } from "#lib/experiments/mod.ts";
 * import { trainingReplay } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = trainingReplay(await readReplay(), { strategy: "batch hard", moment: 0 });
 * assertStringIncludes(figure.alt, "batch hard, step 0 of 600");
 * ```
 */
export function trainingReplay(
  replay: ReplayRecording,
  options: ReplayOptions = {},
): LiveFigure<ReplayState> {
  return new LiveFigure(replayProgram, replayState(replay, options));
}
