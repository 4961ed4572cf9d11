import { significant } from "../../charts/numbers.ts";
import {
  checkChoice,
  checkFlag,
  checkMatrix,
  checkNumber,
  describe,
  expected,
} from "../../checks/mod.ts";
import { placesToText } from "./places.ts";

/** The numbers of each moment that are drawn as curves. */
export const CURVES = [
  "loss",
  "easy",
  "semiHard",
  "hard",
  "positive",
  "negative",
  "recall1",
] as const;

/** A number for each curve, or a list of them. */
export type ByCurve<T> = Readonly<Record<(typeof CURVES)[number], T>>;

/** A recorded training with one strategy. */
export interface RecordedRun {
  /** The strategy. */
  readonly strategy: string;
  /** The step of each moment. */
  readonly steps: readonly number[];
  /** Each moment's numbers, three digits each. */
  readonly curves: ByCurve<readonly number[]>;
  /** The largest coordinate of each moment. */
  readonly reach: readonly number[];
  /** The points of each moment, x and y in turn, as `placesToText` writes them. */
  readonly places: readonly string[];
}

/** What the replay shows: plain data, which survives JSON. */
export interface ReplayState {
  /** The name, drawn above the figure. */
  readonly title: string;
  /** The class of each point. */
  readonly labels: readonly number[];
  /** The classes that were trained on. */
  readonly trained: readonly number[];
  /** The margin of the losses. */
  readonly margin: number;
  /** What can be chosen. */
  readonly runs: readonly RecordedRun[];
  /** The strategy that is shown. */
  readonly strategy: string;
  /** The moment, from 0; between two of them while it plays. */
  readonly moment: number;
  /** True while it plays. */
  readonly playing: boolean;
  /** True when the axes follow the points. */
  readonly zoom: boolean;
}

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

/** The state that the replay begins with; refuses what it cannot show. */
export function replayState(recording: ReplayRecording, options: ReplayOptions = {}): ReplayState {
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
  return {
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
  };
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
