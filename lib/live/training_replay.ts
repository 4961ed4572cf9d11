import { significant } from "../charts/numbers.ts";
import { checkChoice, checkFlag, checkNumber, describe, expected } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import {
  type ByCurve,
  CURVES,
  type RecordedRun,
  type ReplayState,
} from "./training_replay/numbers.ts";
import { placesToText } from "./training_replay/places.ts";
import { replayProgram } from "./training_replay/program.ts";

/** What `readReplay` of `lib/experiments` gives. */
export interface ReplayRecording extends Pick<ReplayState, "labels" | "trained" | "margin"> {
  readonly runs: readonly {
    readonly strategy: string;
    readonly frames: readonly (ByCurve<number> & {
      readonly step: number;
      readonly points: readonly (readonly number[])[];
    })[];
  }[];
}

/** What it begins with: by default the first strategy at its last moment, and axes that stay. */
export type ReplayOptions = Partial<Pick<ReplayState, "strategy" | "moment" | "zoom" | "title">>;

/**
 * A recorded training, moment by moment: a slider, or Play, leads through it. It shows where the same
 * points were in the plane (filled those of classes that were trained on, hollow those never seen),
 * the shares of easy, semi-hard and hard triplets so far, and the curves of the loss, of the median
 * distances and of recall@1 on unseen classes. It never plays unasked.
 */
export function trainingReplay(
  recording: ReplayRecording,
  options: ReplayOptions = {},
): LiveFigure<ReplayState> {
  if (!(recording?.runs?.length > 0)) {
    throw new TypeError(expected("replay", "what readReplay() gives", describe(recording)));
  }
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
