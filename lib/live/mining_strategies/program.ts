import { fixed } from "../../charts/numbers.ts";
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

  controls: ({ strategy, margin, marginEnd, squared }) => [
    {
      kind: "choice",
      name: "strategy",
      label: "strategy",
      options: STRATEGIES.map((value) => ({ value, label: value })),
      value: strategy,
    },
    {
      kind: "slider",
      name: "margin",
      label: "margin",
      min: 0,
      max: marginEnd,
      step: marginEnd / 200,
      value: margin,
      text: fixed(margin),
    },
    { kind: "checkbox", name: "squared", label: "squared", value: squared },
  ],

  set(state, control, value) {
    switch (control) {
      case "strategy":
        return { ...state, strategy: value as MiningState["strategy"] };
      case "margin":
        return { ...state, margin: Number(value) };
      case "squared":
        return { ...state, squared: value === true };
      default:
        return state;
    }
  },

  move(state, handle, [x, y]) {
    const i = Number(handle);
    return {
      ...state,
      anchor: i,
      points: state.points.map((point, j) => j === i ? [x, y] : point),
    };
  },
};
