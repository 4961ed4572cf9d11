import { short, significant } from "../../charts/numbers.ts";
import { choice, slider } from "../runtime/controls.ts";
import type { LiveProgram } from "../runtime/program.ts";
import { type CirclePlaneState, LARGEST_MARGIN, LARGEST_POWER } from "./state.ts";
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

  controls: ({ m, mEnd, gamma, margin, gradient }) => [
    slider("m", [0, mEnd, 0.01], m),
    // Each step of the slider makes the scale larger by the same factor.
    slider("gamma", [0, LARGEST_POWER, 0.1], Math.log2(gamma), { label: "γ", text: short(gamma) }),
    slider("margin", [0, LARGEST_MARGIN, 0.01], margin, { label: "triplet margin" }),
    choice("gradient", GRADIENT_NAMES, gradient, { label: "arrows of" }),
  ],

  set: { gamma: (state, value) => ({ ...state, gamma: significant(2 ** Number(value)) }) },

  move(state, handle, [x, y]) {
    const chosen = Number(handle);
    // No cosine is larger than 1.
    const to = { sn: Math.min(x, 1), sp: Math.min(y, 1) };
    const pairs = state.pairs.map((pair, i) => i === chosen ? { ...pair, ...to } : pair);
    return { ...state, pairs, chosen };
  },
};
