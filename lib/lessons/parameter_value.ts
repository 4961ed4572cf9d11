/** What a parameter of a lesson may be. */
export type ParameterValue = number | boolean | string;

/** What a parameter may become: a number within bounds, both ends included, or one of some words. */
export type ParameterBounds =
  | { readonly from: number; readonly to: number; readonly whole?: boolean }
  | { readonly of: readonly string[] };

/** A parameter's value from the words of a command line, or of a control in a page. */
export function parameterValue(
  name: string,
  own: ParameterValue,
  words: string,
  bounds?: ParameterBounds,
): ParameterValue {
  if (typeof own === "boolean") {
    if (words === "true" || words === "false") return words === "true";
    throw new TypeError(`${name}: expected true or false, got ${words}`);
  }
  if (typeof own === "string") {
    if (!bounds || !("of" in bounds) || bounds.of.includes(words)) return words;
    throw new RangeError(`${name}: expected one of ${bounds.of.join(", ")}, got ${words}`);
  }
  const value = Number(words);
  if (words.trim() === "" || !Number.isFinite(value)) {
    throw new TypeError(`${name}: expected a number, got ${words || "nothing"}`);
  }
  if (!bounds || "of" in bounds) return value;
  const { from, to, whole = false } = bounds;
  if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "whole number" : "number";
  throw new RangeError(`${name}: expected a ${kind} from ${from} to ${to}, got ${words}`);
}
