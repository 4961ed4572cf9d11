import { fixed, short, significant } from "../../charts/numbers.ts";
import type { Control, LiveProgram } from "../runtime/program.ts";
import { type CirclePlaneState, GRADIENTS, LARGEST_MARGIN, LARGEST_POWER } from "./state.ts";
import { circlePlaneView } from "./view.ts";

const GRADIENT_NAMES = {
  circle: "CircleLoss",
  "not detached": "CircleLoss, weights not detached",
  triplet: "triplet loss",
} as const;

/** CircleLoss's plane: pairs of similarities that a hand moves, and what the losses make of them. */
export const circlePlaneProgram: LiveProgram<CirclePlaneState> = {
  name: "circle-plane",
  help:
    "Drag a point, or reach it with Tab and move it with the arrow keys (with Shift ten times " +
    "as far). The boundary moves with m; with a small γ all points share the gradient, with a " +
    "large one the worst takes it. The dotted line shows where the point that was touched last " +
    "is led.",
  title: ({ title }) => title,
  view: circlePlaneView,

  controls({ m, mEnd, gamma, margin, gradient }) {
    return [
      {
        kind: "slider",
        name: "m",
        label: "m",
        min: 0,
        max: mEnd,
        step: 0.01,
        value: m,
        text: fixed(m),
      },
      {
        // Each step of the slider makes the scale larger by the same factor.
        kind: "slider",
        name: "gamma",
        label: "γ",
        min: 0,
        max: LARGEST_POWER,
        step: 0.1,
        value: Math.log2(gamma),
        text: short(gamma),
      },
      {
        kind: "slider",
        name: "margin",
        label: "triplet margin",
        min: 0,
        max: LARGEST_MARGIN,
        step: 0.01,
        value: margin,
        text: fixed(margin),
      },
      {
        kind: "choice",
        name: "gradient",
        label: "arrows of",
        options: GRADIENTS.map((value) => ({ value, label: GRADIENT_NAMES[value] })),
        value: gradient,
      },
    ] satisfies Control[];
  },

  set(state, control, value) {
    switch (control) {
      case "m":
        return { ...state, m: Number(value) };
      case "gamma":
        return { ...state, gamma: significant(2 ** Number(value)) };
      case "margin":
        return { ...state, margin: Number(value) };
      case "gradient":
        return { ...state, gradient: value as CirclePlaneState["gradient"] };
      default:
        return state;
    }
  },

  move(state, handle, [x, y]) {
    const chosen = Number(handle);
    // No cosine is larger than 1.
    const to = { sn: Math.min(x, 1), sp: Math.min(y, 1) };
    const pairs = state.pairs.map((pair, i) => i === chosen ? { ...pair, ...to } : pair);
    return { ...state, pairs, chosen };
  },
};
