import { fixed } from "../../charts/numbers.ts";
import type { Control, LiveProgram } from "./program.ts";

/** A slider: its name, from where to where it goes and by which step, its value and how that is shown. */
export function slider(
  name: string,
  [min, max, step]: readonly [number, number, number],
  value: number,
  { label = name, text = fixed(value) }: { label?: string; text?: string } = {},
): Control {
  return { kind: "slider", name, label, min, max, step, value, text };
}

/** The slider of a margin, in two hundred steps. */
export function marginSlider(
  { margin, marginEnd }: { margin: number; marginEnd: number },
): Control {
  return slider("margin", [0, marginEnd, marginEnd / 200], margin);
}

/** A choice of words, or of words by the values that they stand for. */
export function choice(
  name: string,
  options: readonly string[] | Readonly<Record<string, string>>,
  value: string,
  { label = name, kind = "choice" }: { label?: string; kind?: "choice" | "menu" } = {},
): Control {
  const pairs = Array.isArray(options)
    ? options.map((option) => [option, option])
    : Object.entries(options);
  return { kind, name, label, options: pairs.map(([value, label]) => ({ value, label })), value };
}

/** A box that is checked or not. */
export function checkbox(name: string, value: boolean, label = name): Control {
  return { kind: "checkbox", name, label, value };
}

/** The state after a control was given a value; a button's value is `true`. */
export function setControl<State>(
  { set }: Pick<LiveProgram<State>, "set">,
  state: State,
  control: string,
  value: string | number | boolean,
): State {
  return set?.[control]?.(state, value) ?? { ...state, [control]: value };
}
