import { significant } from "../charts/numbers.ts";
import { refuseKind } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import { CURVES } from "./training_replay/numbers.ts";
import type { ByCurve, RecordedRun, ReplayState } from "./training_replay/numbers.ts";
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

/**
 * A recorded training, moment by moment: a slider, or Play, leads through it. It shows where the same
 * points were in the plane (filled those of classes that were trained on, hollow those never seen),
 * the shares of easy, semi-hard and hard triplets so far, and the curves of the loss, of the median
 * distances and of recall@1 on unseen classes. It begins with the first strategy's last moment, and
 * never plays unasked.
 */
export function trainingReplay(
  recording: ReplayRecording,
  { title = "A training, moment by moment" }: { title?: string } = {},
): LiveFigure<ReplayState> {
  if (!(recording?.runs?.length > 0)) refuseKind(recording, "replay", "what readReplay() gives");
  const { labels, trained, margin, runs } = recording;
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
    strategy: runs[0].strategy,
    moment: runs[0].frames.length - 1,
    playing: false,
    zoom: false,
  });
}
