import { fixed } from "../../charts/numbers.ts";
import type { Control, PlaneFigure } from "./figure.ts";
import { element, type SceneElement } from "./scene.ts";

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

/** A choice of words, or of words by the values that they stand for; a menu hides the others. */
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
export function setControl<State extends { readonly title: string }>(
  { set }: Pick<PlaneFigure<State>, "set">,
  state: State,
  control: string,
  value: string | number | boolean,
): State {
  return set?.[control]?.(state, value) ?? { ...state, [control]: value };
}

/**
 * The controls as HTML elements, and a button that brings the beginning back.
 *
 * @param controls What the figure's program has.
 * @param id What the names of the radio buttons begin with, so that two figures on a page differ.
 * @returns One element that holds them all.
 */
export function controlElements(controls: readonly Control[], id: string): SceneElement {
  return element(
    "div",
    { key: "controls", class: "live-controls", role: "group", "aria-label": "Settings" },
    ...controls.map((control) => controlElement(control, id)),
    element("button", { key: "/reset", type: "button", "data-action": "reset" }, "Reset"),
  );
}

function controlElement(control: Control, id: string): SceneElement {
  const { name, label } = control;
  const common = { "data-control": name };
  const named = (tag: string, ...parts: SceneElement[]) => element(tag, { key: name }, ...parts);
  const span = element("span", {}, label);
  if (control.kind === "button") {
    return element("button", { key: name, type: "button", ...common }, label);
  }
  if (control.kind === "checkbox") {
    const checked = control.value;
    return named("label", element("input", { type: "checkbox", checked, ...common }), span);
  }
  if (control.kind === "slider") {
    const { min, max, step, value, text } = control;
    const input = {
      type: "range",
      min: String(min),
      max: String(max),
      step: String(step),
      value: String(value),
      "aria-valuetext": text,
      ...common,
    };
    return element(
      "label",
      { key: name, class: "live-slider" },
      span,
      element("input", input),
      element("output", {}, text),
    );
  }
  const options = control.options.map(({ value, label }) => ({
    label,
    data: { "data-value": value },
    key: value,
    chosen: value === control.value,
  }));
  if (control.kind === "menu") {
    const list = options.map(({ label, data, key, chosen }) =>
      element("option", { key, selected: chosen, ...data }, label)
    );
    return named("label", span, element("select", common, ...list));
  }
  const radios = options.map(({ label, data, key, chosen }) => {
    const input = { type: "radio", name: `${id}-${name}`, checked: chosen, ...data, ...common };
    return element("label", { key }, element("input", input), element("span", {}, label));
  });
  return named("fieldset", element("legend", {}, label), ...radios);
}
