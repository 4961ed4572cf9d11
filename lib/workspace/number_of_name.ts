/** The numbers that JSON has not, by the names that stand for them. */
const NAMES: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

/** A reviver for `JSON.parse` that turns the names of numbers that JSON has not back into numbers. */
export function numberOfName(_key: string, value: unknown): unknown {
  return typeof value === "string" && value in NAMES ? NAMES[value] : value;
}
