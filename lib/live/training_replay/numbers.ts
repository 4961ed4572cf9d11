import { placesFromText } from "./places.ts";

export const CURVES = [
  "loss",
  "easy",
  "semiHard",
  "hard",
  "positive",
  "negative",
  "recall1",
] as const;

export type ByCurve<T> = Readonly<Record<(typeof CURVES)[number], T>>;

export interface RecordedRun {
  readonly strategy: string;
  /** Of each moment the step, the numbers with three digits, and the largest coordinate. */
  readonly steps: readonly number[];
  readonly curves: ByCurve<readonly number[]>;
  readonly reach: readonly number[];
  /** Of each moment the points, x and y in turn, as `placesToText` writes them. */
  readonly places: readonly string[];
}

export interface ReplayState {
  readonly title: string;
  /** The class of each point, the classes that were trained on, and the margin of the losses. */
  readonly labels: readonly number[];
  readonly trained: readonly number[];
  readonly margin: number;
  readonly runs: readonly RecordedRun[];
  readonly strategy: string;
  /** The moment, from 0; between two of them while it plays. */
  readonly moment: number;
  readonly playing: boolean;
  readonly zoom: boolean;
}

export type ReplayNumbers = ReturnType<typeof replayNumbers>;

const ROOM = 0.07;

export function runOf({ runs, strategy }: ReplayState): RecordedRun {
  return runs.find((run) => run.strategy === strategy) ?? runs[0];
}

function momentsOf({ moment }: ReplayState, { steps }: RecordedRun) {
  const last = steps.length - 1;
  const at = Math.min(Math.floor(moment), last);
  return { at, next: Math.min(at + 1, last), part: moment - at };
}

export function reachOf(state: ReplayState): number {
  const run = runOf(state);
  const { at, next, part } = momentsOf(state, run);
  const { reach } = run;
  return (1 + ROOM) *
    (state.zoom ? reach[at] + part * (reach[next] - reach[at]) : Math.max(...reach));
}

export function replayNumbers(state: ReplayState) {
  const run = runOf(state);
  const { at, next, part } = momentsOf(state, run);
  const [from, to] = [at, next].map((i) => placesFromText(run.places[i], run.reach[i]));
  const place = (i: number) => from[i] + part * (to[i] - from[i]);
  const values = Object.fromEntries(CURVES.map((name) => [name, run.curves[name][at]]));
  return {
    run,
    at,
    step: run.steps[at],
    values: values as ByCurve<number>,
    /** Between two recorded moments on the straight line. */
    points: state.labels.map((_, i) => [place(2 * i), place(2 * i + 1)] as const),
  };
}
