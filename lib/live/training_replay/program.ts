import { checkbox, choice, slider } from "../runtime/controls.ts";
import type { LiveProgram } from "../runtime/program.ts";
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
    return [
      { kind: "button", name: "play", label: state.playing ? "Pause" : "Play" },
      slider("moment", [0, run.steps.length - 1, 1], at, { text: `step ${step}` }),
      choice("speed", Object.keys(SPEEDS), state.speed),
      choice("strategy", state.runs.map(({ strategy }) => strategy), state.strategy),
      checkbox("zoom", state.zoom, "axes follow the points"),
    ];
  },

  set: {
    // From the end it plays from the beginning.
    play: (state) =>
      state.playing
        ? { ...state, playing: false, moment: Math.floor(state.moment) }
        : { ...state, playing: true, moment: state.moment >= lastOf(state) ? 0 : state.moment },
    moment: (state, value) => ({ ...state, playing: false, moment: Number(value) }),
    strategy(state, value) {
      const other = { ...state, strategy: String(value) };
      return { ...other, moment: Math.min(state.moment, lastOf(other)) };
    },
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
