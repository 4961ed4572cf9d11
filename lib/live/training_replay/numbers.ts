import { placesFromText } from "./places.ts";
import { CURVES, type RecordedRun, type ReplayState } from "./state.ts";

/** What a moment shows. */
export interface ReplayNumbers {
  /** The run that is shown. */
  readonly run: RecordedRun;
  /** The number of the last recorded moment that was reached. */
  readonly at: number;
  /** Its step. */
  readonly step: number;
  /** Its numbers. */
  readonly values: Readonly<Record<(typeof CURVES)[number], number>>;
  /** Where the points are: between two recorded moments on the straight line. */
  readonly points: readonly (readonly [number, number])[];
  /** How far the axes go, from the origin to each side. */
  readonly reach: number;
}

/** Room around the points, as a share of their reach. */
const ROOM = 0.07;

/** The numbers and places of a state's moment. */
export function replayNumbers(state: ReplayState): ReplayNumbers {
  const { runs, moment, zoom } = state;
  const run = runs.find(({ strategy }) => strategy === state.strategy) ?? runs[0];
  const at = Math.min(Math.floor(moment), run.steps.length - 1);
  const next = Math.min(at + 1, run.steps.length - 1);
  const part = moment - at;
  const [from, to] = [at, next].map((i) => placesFromText(run.places[i], run.reach[i]));
  const place = (i: number) => from[i] + part * (to[i] - from[i]);
  const values = Object.fromEntries(CURVES.map((name) => [name, run.curves[name][at]]));
  return {
    run,
    at,
    step: run.steps[at],
    values: values as ReplayNumbers["values"],
    points: state.labels.map((_, i) => [place(2 * i), place(2 * i + 1)] as const),
    reach: (1 + ROOM) *
      (zoom ? run.reach[at] + part * (run.reach[next] - run.reach[at]) : Math.max(...run.reach)),
  };
}

/** A curve as far as a moment: its numbers, the last of them on the straight line between two. */
export function upTo(curve: readonly number[], moment: number): [number, number][] {
  const at = Math.min(Math.floor(moment), curve.length - 1);
  const reached = curve.slice(0, at + 1).map((value, i): [number, number] => [i, value]);
  if (moment <= at || at + 1 >= curve.length) return reached;
  return [...reached, [moment, curve[at] + (moment - at) * (curve[at + 1] - curve[at])]];
}
