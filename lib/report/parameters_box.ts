import { OWN_PARAMETERS, PARAMETER_BOUNDS } from "../lessons/own_parameters.ts";
import type { ParameterBounds } from "../lessons/parameter_value.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import { declarationOf } from "./declared_parameters.ts";
import type { Notebook } from "../notebooks/notebook.ts";

/** A lesson's parameters as controls, which write into the cell that declares them. */
export function parametersBox(notebook: Notebook, cell: number): Markup {
  const { lesson, parameters } = declarationOf(notebook);
  const names = Object.keys(parameters);
  if (names.length === 0) return markup``;
  const own = {
    ...Object.fromEntries(names.map((name) => [name, parameters[name].value])),
    ...OWN_PARAMETERS[lesson],
  };
  const boundsOf = (name: string) => lesson ? PARAMETER_BOUNDS[name] : undefined;
  const bounds = Object.fromEntries(names.map((name) => [name, boundsOf(name)]));
  const controls = names.map((name) =>
    markup`<p><label for="parameter-${name}"><code>${name}</code></label>${
      control(name, own[name], bounds[name])
    }</p>`
  );
  return markup`<form class="parameters" data-parameters="${
    JSON.stringify({ cell, own, bounds })
  }" novalidate hidden>
<fieldset><legend>Parameters</legend>${controls}</fieldset>
<p class="parameters-said" id="parameters-said" role="status"></p>
</form>
`;
}

function control(name: string, own: unknown, bounds: ParameterBounds | undefined): Markup {
  const common =
    markup`id="parameter-${name}" data-parameter="${name}" aria-describedby="parameters-said"`;
  if (typeof own === "boolean") return markup`<input type="checkbox" ${common}>`;
  if (bounds && "of" in bounds) {
    return markup`<select ${common}>${
      bounds.of.map((word) => markup`<option>${word}</option>`)
    }</select>`;
  }
  const hint = bounds && markup` <small>${bounds.from} to ${bounds.to}</small>`;
  const keys = typeof own === "number" && markup` inputmode="decimal"`;
  return markup`<input type="text" size="8" autocomplete="off" ${common}${keys}>${hint}`;
}
