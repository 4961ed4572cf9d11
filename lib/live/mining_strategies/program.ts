import { checkbox, choice, marginSlider } from "../runtime/controls.ts";
import type { LiveProgram } from "../runtime/program.ts";
import { type MiningState, STRATEGIES } from "./state.ts";
import { miningView } from "./view.ts";

/** The mining picture: points that a hand moves, and whom each anchor learns from. */
export const mining: LiveProgram<MiningState> = {
  name: "mining-strategies",
  help:
    "Drag a point, or reach it with Tab and move it with the arrow keys (with Shift ten times " +
    "as far). The point that is touched is the anchor whose choices stand out.",
  title: ({ title }) => title,
  view: miningView,

  controls: (state) => [
    choice("strategy", STRATEGIES, state.strategy),
    marginSlider(state),
    checkbox("squared", state.squared),
  ],

  move(state, handle, [x, y]) {
    const i = Number(handle);
    return {
      ...state,
      anchor: i,
      points: state.points.map((point, j) => j === i ? [x, y] : point),
    };
  },
};
