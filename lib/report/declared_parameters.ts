import { refuseValue } from "../checks/mod.ts";
import { type DeclaredIn, declaredIn } from "../lessons/declared_in.ts";
import { PARAMETER_BOUNDS } from "../lessons/own_parameters.ts";
import { type ParameterValue, parameterValue } from "../lessons/parameter_value.ts";
import { setParameter } from "../lessons/set_parameter.ts";
import { codeCells, hasTag, joined, type Notebook } from "../notebooks/notebook.ts";

/** What a notebook declares in its cell tagged `parameters`, see {@linkcode declaredIn}; nothing without one. */
export function declarationOf(notebook: Notebook): DeclaredIn {
  const cell = codeCells(notebook).find((cell) => hasTag(cell, "parameters"));
  return cell ? declaredIn(joined(cell.source)) : { lesson: 0, parameters: {} };
}

/** The parameters that a notebook declares, read without running it. */
export function declaredParameters(notebook: Notebook): Record<string, ParameterValue> {
  const { parameters } = declarationOf(notebook);
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}

export interface Declared {
  source: string;
  parameters: Record<string, ParameterValue>;
  /** The lesson that it is; without it its parameters have no bounds. */
  lesson?: number;
}

/** Holds `--set NAME=VALUE` against what the notebooks declare, before any of them runs. */
export function chosenParameters(
  settings: readonly string[],
  notebooks: readonly Declared[],
): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const setting of settings) {
    const [, name, words] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
    if (name === undefined) throw new TypeError(`set: expected NAME=VALUE, got ${setting}`);
    const owners = notebooks.filter(({ parameters }) => Object.hasOwn(parameters, name));
    if (owners.length === 0) refuseValue(name, "set", `one of ${listOf(notebooks)}`);
    if (Object.hasOwn(chosen, name)) throw new RangeError(`set: ${name} is set twice`);
    for (const { parameters, lesson } of owners) {
      parameterValue(name, parameters[name], words, lesson ? PARAMETER_BOUNDS[name] : undefined);
    }
    chosen[name] = words;
  }
  return chosen;
}

/** A notebook whose cell of parameters says what it was run with, for who runs it again. */
export function withChosen(notebook: Notebook, chosen: Record<string, string>): Notebook {
  const declared = declaredParameters(notebook);
  const written = (source: string) =>
    Object.keys(chosen).filter((name) => name in declared).reduce(
      (text, name) => setParameter(text, name, parameterValue(name, declared[name], chosen[name])),
      source,
    );
  const cells = notebook.cells.map((cell) =>
    hasTag(cell, "parameters") ? { ...cell, source: written(joined(cell.source)) } : cell
  );
  return { ...notebook, cells };
}

/** Which settings change something in a notebook, in words. */
export function changesOf(
  declared: Record<string, ParameterValue>,
  chosen: Record<string, string>,
): string[] {
  return Object.entries(declared).flatMap(([name, own]) => {
    const value = Object.hasOwn(chosen, name) ? parameterValue(name, own, chosen[name]) : own;
    return value === own ? [] : [`${name} = ${value} (its own: ${own})`];
  });
}

/** `margin = 2, p = 2 (01_triplet_margin_loss); steps = 200 (02_online_mining)`. */
function listOf(notebooks: readonly Declared[]): string {
  const lists = notebooks.flatMap(({ source, parameters }) => {
    const all = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
    return all.length > 0 ? `${all.join(", ")} (${source.replace(/\.ipynb$/, "")})` : [];
  });
  return lists.length > 0 ? lists.join("; ") : "no parameter, since no notebook declares any";
}
