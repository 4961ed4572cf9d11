import type { ParameterValue } from "../lessons/own_parameters.ts";
import { parameterValue } from "../lessons/parameters.ts";
import { codeCells, hasTag, joined, type Notebook } from "../notebooks/notebook.ts";

/**
 * The parameters that a notebook declares, read without running it: the literals of
 * `parameters({ margin: 2, squared: false }, { lesson: 1 })` in its cell tagged `parameters`.
 *
 * @param notebook The notebook.
 * @returns Each parameter with the notebook's own value; empty without such a cell.
 * @throws {TypeError} When the cell has something else than literals.
 */
export function declaredParameters(notebook: Notebook): Record<string, ParameterValue> {
  const cell = codeCells(notebook).find((cell) => hasTag(cell, "parameters"));
  if (!cell) return {};
  const source = joined(cell.source).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");
  const body = /\bparameters\(\s*\{([\s\S]*?)\}\s*(?:,\s*\{\s*lesson: \d+\s*\}\s*,?\s*)?\)/.exec(
    source,
  )
    ?.[1];
  if (body === undefined) {
    throw new TypeError(
      "parameters: expected parameters({ name: literal, ... }), got another cell",
    );
  }
  const declared: Record<string, ParameterValue> = {};
  const rest = body.replace(
    /\s*(?:"([^"]+)"|([A-Za-z_$][\w$]*))\s*:\s*(?:"([^"\\]*)"|(true|false)|(-?[\d._]+(?:e[+-]?\d+)?))\s*(?:,|$)/gi,
    (_, quoted, bare, text, flag, number) => {
      declared[quoted ?? bare] = text ??
        (flag ? flag === "true" : Number(number.replaceAll("_", "")));
      return "";
    },
  );
  if (rest.trim() !== "") {
    throw new TypeError(`parameters: expected literals only, got ${rest.trim()}`);
  }
  return declared;
}

/** A notebook and what may be changed in it. */
export interface Declared {
  /** Its file's name. */
  source: string;
  /** Its parameters. */
  parameters: Record<string, ParameterValue>;
}

/**
 * Holds `--set NAME=VALUE` against what the notebooks declare, before any of them runs.
 *
 * @param settings The settings, each `name=value`.
 * @param notebooks What the notebooks declare.
 * @returns The words of each value by name, for the notebooks.
 * @throws {RangeError} When no notebook declares the name, or it is set twice.
 * @throws {TypeError} When a setting is not `name=value`, or the value is of another type.
 */
export function chosenParameters(
  settings: readonly string[],
  notebooks: readonly Declared[],
): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const setting of settings) {
    const [, name, words] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
    if (name === undefined) throw new TypeError(`set: expected NAME=VALUE, got ${setting}`);
    const owners = notebooks.filter(({ parameters }) => Object.hasOwn(parameters, name));
    if (owners.length === 0) {
      throw new RangeError(`set: expected one of ${listOf(notebooks)}, got ${name}`);
    }
    if (Object.hasOwn(chosen, name)) throw new RangeError(`set: ${name} is set twice`);
    for (const { parameters } of owners) parameterValue(name, parameters[name], words);
    chosen[name] = words;
  }
  return chosen;
}

/**
 * Which settings change something in a notebook, in words.
 *
 * @param declared What the notebook declares.
 * @param chosen What was set, as {@linkcode chosenParameters} gives it.
 * @returns `margin = 0.5 (its own: 2)` for each parameter that is not the notebook's own.
 */
export function changesOf(
  declared: Record<string, ParameterValue>,
  chosen: Record<string, string>,
): string[] {
  return Object.entries(declared)
    .filter(([name, own]) =>
      Object.hasOwn(chosen, name) && parameterValue(name, own, chosen[name]) !== own
    )
    .map(([name, own]) => `${name} = ${parameterValue(name, own, chosen[name])} (its own: ${own})`);
}

/** `margin = 2, p = 2 (01_triplet_margin_loss); steps = 200 (02_online_mining)`. */
function listOf(notebooks: readonly Declared[]): string {
  const lists = notebooks.filter(({ parameters }) => Object.keys(parameters).length > 0)
    .map(({ source, parameters }) => {
      const all = Object.entries(parameters).map(([name, value]) => `${name} = ${value}`);
      return `${all.join(", ")} (${source.replace(/\.ipynb$/, "")})`;
    });
  return lists.length > 0 ? lists.join("; ") : "no parameter, since no notebook declares any";
}
