import type { Control, LiveProgram } from "../runtime/program.ts";
import { replayNumbers } from "./numbers.ts";
import { type ReplayState, SPEEDS } from "./state.ts";
import { replayView } from "./view.ts";

/** The training replay: a slider over the moments of a recorded run. */
export const replayProgram: LiveProgram<ReplayState> = {
  name: "training-replay",
  help:
    "Play, or move the slider (arrow keys: one recorded moment). The axes stay, wide enough for " +
    "all of the run, unless they follow the points; each strategy has its own. Between two " +
    "recorded moments the points go straight.",
  title: ({ title }) => title,
  view: replayView,

  controls(state) {
    const { run, at, step } = replayNumbers(state);
    const option = (value: string) => ({ value, label: value });
    return [
      {
        kind: "button",
        name: "play",
        label: state.playing ? "Pause" : "Play",
      },
      {
        kind: "slider",
        name: "moment",
        label: "moment",
        min: 0,
        max: run.steps.length - 1,
        step: 1,
        value: at,
        text: `step ${step}`,
      },
      {
        kind: "choice",
        name: "speed",
        label: "speed",
        options: Object.keys(SPEEDS).map(option),
        value: state.speed,
      },
      {
        kind: "choice",
        name: "strategy",
        label: "strategy",
        options: state.runs.map(({ strategy }) => option(strategy)),
        value: state.strategy,
      },
      {
        kind: "checkbox",
        name: "zoom",
        label: "axes follow the points",
        value: state.zoom,
      },
    ] satisfies Control[];
  },

  set(state, control, value) {
    const last = lastOf(state);
    switch (control) {
      case "play":
        // From the end it plays from the beginning.
        return state.playing
          ? { ...state, playing: false, moment: Math.floor(state.moment) }
          : { ...state, playing: true, moment: state.moment >= last ? 0 : state.moment };
      case "moment":
        return { ...state, playing: false, moment: Number(value) };
      case "speed":
        return { ...state, speed: value as ReplayState["speed"] };
      case "strategy": {
        const other = { ...state, strategy: String(value) };
        return { ...other, moment: Math.min(state.moment, lastOf(other)) };
      }
      case "zoom":
        return { ...state, zoom: value === true };
      default:
        return state;
    }
  },

  move: (state) => state,

  tick(state, milliseconds) {
    if (!state.playing) return undefined;
    const last = lastOf(state);
    const moment = state.moment + milliseconds / 1000 * SPEEDS[state.speed];
    return moment >= last ? { ...state, moment: last, playing: false } : { ...state, moment };
  },
};

function lastOf(state: ReplayState): number {
  return replayNumbers({ ...state, moment: 0 }).run.steps.length - 1;
}
