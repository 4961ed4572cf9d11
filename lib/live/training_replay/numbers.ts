import { placesFromText } from "./places.ts";
import { type ByCurve, CURVES, type RecordedRun, type ReplayState } from "./state.ts";

/** What a moment shows. */
export type ReplayNumbers = ReturnType<typeof replayNumbers>;

/** Room around the points, as a share of their reach. */
const ROOM = 0.07;

/** The run that is shown. */
export function runOf({ runs, strategy }: ReplayState): RecordedRun {
  return runs.find((run) => run.strategy === strategy) ?? runs[0];
}

/** The moments around a state's, and how far it is from the first to the second. */
function momentsOf({ moment }: ReplayState, { steps }: RecordedRun) {
  const last = steps.length - 1;
  const at = Math.min(Math.floor(moment), last);
  return { at, next: Math.min(at + 1, last), part: moment - at };
}

/** How far the axes go, from the origin to each side. */
export function reachOf(state: ReplayState): number {
  const run = runOf(state);
  const { at, next, part } = momentsOf(state, run);
  const { reach } = run;
  return (1 + ROOM) *
    (state.zoom ? reach[at] + part * (reach[next] - reach[at]) : Math.max(...reach));
}

/** The numbers and places of a state's moment. */
export function replayNumbers(state: ReplayState) {
  const run = runOf(state);
  const { at, next, part } = momentsOf(state, run);
  const [from, to] = [at, next].map((i) => placesFromText(run.places[i], run.reach[i]));
  const place = (i: number) => from[i] + part * (to[i] - from[i]);
  const values = Object.fromEntries(CURVES.map((name) => [name, run.curves[name][at]]));
  return {
    run,
    /** The number of the last recorded moment that was reached, and its step. */
    at,
    step: run.steps[at],
    values: values as ByCurve<number>,
    /** Between two recorded moments on the straight line. */
    points: state.labels.map((_, i) => [place(2 * i), place(2 * i + 1)] as const),
  };
}
