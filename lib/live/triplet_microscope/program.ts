import { fixed } from "../../charts/numbers.ts";
import type { Control, LiveProgram } from "../runtime/program.ts";
import {
  type MicroscopeState,
  nearestNegative,
  ORDERS,
  possibleAnchors,
  possiblePositives,
  RULES,
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

  controls({ labels, names, anchor, positive, margin, marginEnd, p, swap, squared, rule }) {
    const option = (i: number) => ({ value: String(i), label: names[i] });
    return [
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
      {
        kind: "choice",
        name: "rule",
        label: "loss",
        options: RULES.map((value) => ({ value, label: RULE_NAMES[value] })),
        value: rule,
      },
      {
        kind: "choice",
        name: "p",
        label: "p",
        options: ORDERS.map((value) => ({ value, label: ORDER_NAMES[value] })),
        value: p,
      },
      { kind: "checkbox", name: "swap", label: "swap", value: swap },
      { kind: "checkbox", name: "squared", label: "squared", value: squared },
      {
        kind: "menu",
        name: "anchor",
        label: "anchor",
        options: possibleAnchors(labels).map(option),
        value: String(anchor),
      },
      {
        kind: "menu",
        name: "positive",
        label: "positive",
        options: possiblePositives(labels, anchor).map(option),
        value: String(positive),
      },
    ] satisfies Control[];
  },

  set(state, control, value) {
    switch (control) {
      case "margin":
        return { ...state, margin: Number(value) };
      case "rule":
        return { ...state, rule: value as MicroscopeState["rule"] };
      case "p":
        return { ...state, p: value as MicroscopeState["p"] };
      case "swap":
        return { ...state, swap: value === true };
      case "squared":
        return { ...state, squared: value === true };
      case "anchor":
        return withAnchor(state, Number(value));
      case "positive":
        return withPositive(state, Number(value));
      default:
        return state;
    }
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
