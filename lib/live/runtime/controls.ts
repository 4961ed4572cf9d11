import { fixed } from "../../charts/numbers.ts";
import { element, type SceneElement } from "./scene.ts";

/** What makes controls; each is known by its name. */
export type Controls = ReturnType<typeof controlsOf>;

/** Words, or words by the values that they stand for. */
type Options = readonly string[] | Readonly<Record<string, string>>;

/**
 * Makes controls as HTML elements.
 *
 * @param id What the names of the radio buttons begin with, so that two figures on a page differ.
 */
export function controlsOf(id: string) {
  const span = (text: string) => element("span", {}, text);
  return {
    /** From where to where it goes and by which step, its value and how that is shown. */
    slider(
      name: string,
      [min, max, step]: readonly number[],
      value: number,
      { label = name, text = fixed(value) } = {},
    ): SceneElement {
      const range = { min: `${min}`, max: `${max}`, step: `${step}`, value: `${value}` };
      const input = { type: "range", ...range, "aria-valuetext": text, "data-control": name };
      return element(
        "label",
        { class: "live-slider" },
        ...[span(label), element("input", input), element("output", {}, text)],
      );
    },

    checkbox(name: string, checked: boolean, label = name): SceneElement {
      const input = { type: "checkbox", checked, "data-control": name };
      return element("label", {}, element("input", input), span(label));
    },

    /** Options beside each other. */
    choice(name: string, options: Options, value: string, label = name): SceneElement {
      const radios = entriesOf(options).map(([key, text]) => {
        const data = { "data-value": key, "data-control": name };
        const input = { type: "radio", name: `${id}-${name}`, checked: key === value, ...data };
        return element("label", {}, element("input", input), span(text));
      });
      return element("fieldset", {}, element("legend", {}, label), ...radios);
    },

    /** Options that hide until they are asked for. */
    menu(name: string, options: Options, value: string): SceneElement {
      const list = entriesOf(options).map(([key, text]) =>
        element("option", { "data-value": key, selected: key === value }, text)
      );
      const select = element("select", { "data-control": name }, ...list);
      return element("label", {}, span(name), select);
    },

    button: (name: string, label: string): SceneElement =>
      element("button", { type: "button", "data-control": name }, label),
  };
}

function entriesOf(options: Options): [string, string][] {
  return Array.isArray(options) ? options.map((one) => [one, one]) : Object.entries(options);
}

/** The state after a control was given a value; a button's value is `true`. */
export function setControl<State, Value extends string | number | boolean>(
  { set }: { readonly set?: Readonly<Record<string, (state: State, value: Value) => State>> },
  state: State,
  control: string,
  value: Value,
): State {
  return set?.[control]?.(state, value) ?? { ...state, [control]: value };
}
