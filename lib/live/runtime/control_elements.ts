import type { Control } from "./program.ts";
import { element, type SceneElement } from "./scene.ts";

/**
 * The controls of a live figure as HTML elements, and a button that brings the beginning back.
 *
 * @param controls What the figure's program has.
 * @param id What the names of the radio buttons begin with, so that two figures on a page differ.
 * @returns One element that holds them all.
 */
export function controlElements(controls: readonly Control[], id: string): SceneElement {
  return element(
    "div",
    { key: "controls", class: "live-controls", role: "group", "aria-label": "Settings" },
    ...controls.map((control) => ofKind(control, id)),
    element("button", { key: "/reset", type: "button", "data-action": "reset" }, "Reset"),
  );
}

function ofKind(control: Control, id: string): SceneElement {
  const { name, label, disabled = false } = control;
  const common = { "data-control": name, disabled };
  switch (control.kind) {
    case "slider":
      return element(
        "label",
        { key: name, class: "live-slider" },
        element("span", {}, label),
        element("input", {
          type: "range",
          min: String(control.min),
          max: String(control.max),
          step: String(control.step),
          value: String(control.value),
          "aria-valuetext": control.text,
          ...common,
        }),
        element("output", {}, control.text),
      );
    case "checkbox":
      return element(
        "label",
        { key: name },
        element("input", { type: "checkbox", checked: control.value, ...common }),
        element("span", {}, label),
      );
    case "choice":
      return element(
        "fieldset",
        { key: name },
        element("legend", {}, label),
        ...control.options.map(({ value, label }) =>
          element(
            "label",
            { key: value },
            element("input", {
              type: "radio",
              name: `${id}-${name}`,
              "data-value": value,
              checked: value === control.value,
              ...common,
            }),
            element("span", {}, label),
          )
        ),
      );
    case "menu":
      return element(
        "label",
        { key: name },
        element("span", {}, label),
        element(
          "select",
          common,
          ...control.options.map(({ value, label }) =>
            element("option", {
              key: value,
              "data-value": value,
              selected: value === control.value,
            }, label)
          ),
        ),
      );
    case "button":
      return element("button", { key: name, type: "button", ...common }, label);
  }
}
