import { fixed } from "../../charts/numbers.ts";
import { type Markup, markup } from "../../workspace/markup.ts";

export type Controls = ReturnType<typeof controlsOf>;

type Options = readonly string[] | Readonly<Record<string, string>>;

/** Makes controls in HTML, whose names begin with the id, so that two figures differ. */
export function controlsOf(id: string) {
  return {
    slider(
      name: string,
      [min, max, step]: readonly number[],
      value: number,
      { label = name, text = fixed(value) } = {},
    ): Markup {
      return markup`<label class="live-slider"><span>${label}</span><input type="range" min="${min}"
 max="${max}" step="${step}" value="${value}" aria-valuetext="${text}" data-control="${name}"
><output>${text}</output></label>`;
    },

    checkbox: (name: string, checked: boolean, label = name): Markup =>
      markup`<label><input type="checkbox" data-control="${name}"${checked && CHECKED}
><span>${label}</span></label>`,

    choice(name: string, options: Options, value: string, label = name): Markup {
      const radios = entriesOf(options).map(([key, text]) =>
        markup`<label><input type="radio" name="${id}-${name}" value="${key}"
 data-control="${name}"${key === value && CHECKED}><span>${text}</span></label>`
      );
      return markup`<fieldset><legend>${label}</legend>${radios}</fieldset>`;
    },

    menu(name: string, options: Options, value: string): Markup {
      const list = entriesOf(options).map(([key, text]) =>
        markup`<option value="${key}"${key === value && SELECTED}>${text}</option>`
      );
      return markup`<label><span>${name}</span><select data-control="${name}">${list}</select></label>`;
    },

    button: (name: string, label: string): Markup =>
      markup`<button type="button" data-control="${name}">${label}</button>`,
  };
}

const [CHECKED, SELECTED] = [markup` checked`, markup` selected`];

function entriesOf(options: Options): [string, string][] {
  return Array.isArray(options) ? options.map((one) => [one, one]) : Object.entries(options);
}
