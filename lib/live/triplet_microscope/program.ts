import { checkbox, choice, marginSlider } from "../runtime/controls.ts";
import type { Control, LiveProgram } from "../runtime/program.ts";
import {
  type MicroscopeState,
  nearestNegative,
  possibleAnchors,
  possiblePositives,
} from "./state.ts";
import { microscopeView } from "./view.ts";

const ORDER_NAMES = { "1": "1", "2": "2", infinity: "∞" } as const;
const RULE_NAMES = { triplet: "one triplet", all: "batch all", hard: "batch hard" } as const;

/** The triplet microscope: points that a hand moves, and what the losses make of them. */
export const microscope: LiveProgram<MicroscopeState> = {
  name: "triplet-microscope",
  help:
    "Drag a point, or reach it with Tab and move it with the arrow keys (with Shift ten times " +
    "as far). On a point, A makes it the anchor and P the positive; a negative that is touched is " +
    "the chosen one.",
  title: ({ title }) => title,
  view: microscopeView,

  controls(state) {
    const { labels, names, anchor, positive } = state;
    const menu = (name: string, points: readonly number[], chosen: number): Control => {
      const options = points.map((i) => ({ value: String(i), label: names[i] }));
      return { kind: "menu", name, label: name, options, value: String(chosen) };
    };
    return [
      marginSlider(state),
      choice("rule", RULE_NAMES, state.rule, { label: "loss" }),
      choice("p", ORDER_NAMES, state.p),
      checkbox("swap", state.swap),
      checkbox("squared", state.squared),
      menu("anchor", possibleAnchors(labels), anchor),
      menu("positive", possiblePositives(labels, anchor), positive),
    ];
  },

  set: {
    anchor: (state, value) => withAnchor(state, Number(value)),
    positive: (state, value) => withPositive(state, Number(value)),
  },

  move(state, handle, [x, y]) {
    const i = Number(handle);
    const points = state.points.map((point, j) => j === i ? [x, y] : point);
    const touched = state.labels[i] !== state.labels[state.anchor];
    return { ...state, points, negative: touched ? i : state.negative };
  },

  press(state, handle, key) {
    if (key === "a") return withAnchor(state, Number(handle));
    if (key === "p") return withPositive(state, Number(handle));
    return state;
  },
};

/** Another anchor; positive and negative stay where they can. */
function withAnchor(state: MicroscopeState, anchor: number): MicroscopeState {
  const { labels, points } = state;
  if (anchor === state.anchor || !possibleAnchors(labels).includes(anchor)) return state;
  const positives = possiblePositives(labels, anchor);
  return {
    ...state,
    anchor,
    positive: positives.includes(state.positive)
      ? state.positive
      : positives.includes(state.anchor)
      ? state.anchor
      : positives[0],
    negative: labels[state.negative] !== labels[anchor]
      ? state.negative
      : nearestNegative(points, labels, anchor),
  };
}

/** Another positive, where it is of the anchor's class. */
function withPositive(state: MicroscopeState, positive: number): MicroscopeState {
  if (positive === state.positive) return state;
  return possiblePositives(state.labels, state.anchor).includes(positive)
    ? { ...state, positive }
    : state;
}
