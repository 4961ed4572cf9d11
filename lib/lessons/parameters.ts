import process from "node:process";
import { PARAMETERS } from "../workspace/mime_types.ts";

/** What a parameter of a lesson may be. */
export type ParameterValue = number | boolean | string;

/** The environment variable through which `deno task report --set` reaches a notebook. */
export const PARAMETERS_VARIABLE = "TRIPLET_LAB_SET";

let changed = "";

/** The parameters that differ from the lesson's own, in words (`margin = 0.5`); empty when none do. */
export function changedParameters(): string {
  return changed;
}

/**
 * The parameters of a lesson: what a teacher may change when making a report
 * (`deno task report --set margin=0.5`). Stands in a cell of its own, tagged `parameters`, with
 * literals only, so that the report knows names and types before anything runs.
 *
 * @param defaults Each parameter with the lesson's own value, which also says its type.
 * @returns The values to go by, with a way to show themselves.
 * @throws {TypeError} When a value from outside is not of the parameter's type.
 *
 * @example
 * ```ts
 * import { parameters } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { margin } = parameters({ margin: 2 });
 * assertEquals(margin, 2);
 * ```
 */
export function parameters<T extends Record<string, ParameterValue>>(defaults: T): Widened<T> {
  const given = JSON.parse(process.env[PARAMETERS_VARIABLE] || "{}") as Record<string, string>;
  const values = Object.fromEntries(
    Object.entries(defaults).map(([name, own]) => [
      name,
      given[name] === undefined ? own : parameterValue(name, own, given[name]),
    ]),
  ) as Widened<T>;
  const lines = Object.entries(values).map(([name, value]) => ({
    name,
    value,
    own: defaults[name],
  }));
  changed = lines.filter(({ value, own }) => value !== own)
    .map(({ name, value }) => `${name} = ${value}`).join(", ");
  Object.defineProperty(values, Symbol.for("Jupyter.display"), {
    enumerable: false,
    value: () => ({
      "text/plain": lines.map(({ name, value, own }) =>
        `${name} = ${value}${value === own ? "" : ` (the lesson's own: ${own})`}`
      ).join("\n"),
      [PARAMETERS]: lines,
    }),
  });
  return values;
}

/** `true` becomes `boolean`, `2` becomes `number`: a parameter is not its default. */
export type Widened<T> = {
  [K in keyof T]: T[K] extends number ? number : T[K] extends boolean ? boolean : string;
};

/**
 * A parameter's value from the words of a command line.
 *
 * @param name The parameter, for the message.
 * @param own Its default, which says its type.
 * @param words What was given.
 * @returns The value, of the default's type.
 * @throws {TypeError} When the words are no value of that type.
 */
export function parameterValue(
  name: string,
  own: ParameterValue,
  words: string,
): ParameterValue {
  if (typeof own === "string") return words;
  if (typeof own === "boolean") {
    if (words === "true" || words === "false") return words === "true";
    throw new TypeError(`${name}: expected true or false, got ${words}`);
  }
  const value = Number(words);
  if (words.trim() === "" || !Number.isFinite(value)) {
    throw new TypeError(`${name}: expected a number, got ${words || "nothing"}`);
  }
  return value;
}
