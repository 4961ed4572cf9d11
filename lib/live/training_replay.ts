import { significant } from "../charts/numbers.ts";
import {
  checkChoice,
  checkFlag,
  checkMatrix,
  checkNumber,
  describe,
  expected,
} from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import {
  type ByCurve,
  CURVES,
  type RecordedRun,
  type ReplayState,
} from "./training_replay/numbers.ts";
import { placesToText } from "./training_replay/places.ts";
import { replayProgram } from "./training_replay/program.ts";

/** One moment, as `readReplay` of `lib/experiments` gives it. */
export interface ReplayMoment extends ByCurve<number> {
  readonly step: number;
  readonly points: readonly (readonly number[])[];
}

/** A recording, as `readReplay` of `lib/experiments` gives it. */
export interface ReplayRecording extends Pick<ReplayState, "labels" | "trained" | "margin"> {
  /** The strategies, with two moments or more each. */
  readonly runs: readonly {
    readonly strategy: string;
    readonly frames: readonly ReplayMoment[];
  }[];
}

/**
 * What `trainingReplay` is told beside the recording. By default it begins with the recording's first
 * strategy at its last moment, and the axes stay, wide enough for the whole run.
 */
export type ReplayOptions = Partial<Pick<ReplayState, "strategy" | "moment" | "zoom" | "title">>;

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
  recording: ReplayRecording,
  options: ReplayOptions = {},
): LiveFigure<ReplayState> {
  checkRecording(recording);
  const { labels, trained, margin, runs } = recording;
  const strategies = runs.map(({ strategy }) => strategy);
  const { strategy = strategies[0], zoom = false, title = "A training, moment by moment" } =
    options;
  checkChoice(strategy, strategies, "strategy");
  const last = runs[strategies.indexOf(strategy)].frames.length - 1;
  const { moment = last } = options;
  checkNumber(moment, "moment", { min: 0, max: last, integer: true });
  checkFlag(zoom, "zoom");
  return new LiveFigure(replayProgram, {
    title,
    labels: [...labels],
    trained: [...trained],
    margin,
    runs: runs.map(({ strategy, frames }): RecordedRun => {
      const flat = frames.map(({ points }) => points.flatMap(([x, y]) => [x, y]));
      // Rounded up, so that no point is outside.
      const reach = flat.map((numbers) =>
        significant((Math.max(...numbers.map(Math.abs)) || 1) * 1.006)
      );
      const curves = CURVES.map((name) => [name, frames.map((frame) => significant(frame[name]))]);
      return {
        strategy,
        steps: frames.map(({ step }) => step),
        curves: Object.fromEntries(curves),
        reach,
        places: flat.map((numbers, i) => placesToText(numbers, reach[i])),
      };
    }),
    strategy,
    moment,
    playing: false,
    zoom,
  });
}

function checkRecording(recording: unknown): asserts recording is ReplayRecording {
  const { labels, trained, margin, runs } = (recording ?? {}) as Partial<ReplayRecording>;
  if (!Array.isArray(labels) || !Array.isArray(trained) || !Array.isArray(runs)) {
    throw new TypeError(expected("replay", "what readReplay() gives", describe(recording)));
  }
  checkNumber(margin, "replay.margin", { min: 0 });
  if (labels.length === 0) throw new RangeError(expected("replay.labels", "points", "none"));
  if (runs.length === 0) throw new RangeError(expected("replay.runs", "a run", "none"));
  for (const { strategy, frames } of runs as ReplayRecording["runs"]) {
    const name = `replay of ${strategy}`;
    if (!(frames?.length >= 2)) {
      throw new RangeError(expected(name, "2 moments or more", String(frames?.length)));
    }
    frames.forEach((frame, i) => {
      const where = `${name}, moment ${i}`;
      const after = i === 0 ? {} : { above: frames[i - 1].step };
      checkNumber(frame.step, `${where}, step`, { integer: true, ...after });
      for (const curve of CURVES) checkNumber(frame[curve], `${where}, ${curve}`, { min: 0 });
      const sum = frame.easy + frame.semiHard + frame.hard;
      if (Math.abs(sum - 1) > 1e-3) {
        throw new RangeError(expected(`${where}, shares`, "a sum of 1", String(sum)));
      }
      const { rows, columns } = checkMatrix(frame.points, `${where}, points`);
      if (rows !== labels.length || columns !== 2) {
        const want = `${labels.length} rows of 2 numbers, one a label`;
        throw new RangeError(expected(`${where}, points`, want, `${rows} rows of ${columns}`));
      }
    });
  }
}
