import { fixed } from "../../charts/numbers.ts";
import { element, type SceneElement } from "./scene.ts";

export type Controls = ReturnType<typeof controlsOf>;

/** Words, or words by the values that they stand for. */
type Options = readonly string[] | Readonly<Record<string, string>>;

/** Makes controls as HTML elements, whose names begin with the id, so that two figures differ. */
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
