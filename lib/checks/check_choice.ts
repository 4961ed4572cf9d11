import { describe, expected } from "./message.ts";

/**
 * Refuses a word that is not one of those known.
 *
 * @throws {TypeError} when it is no string
 * @throws {RangeError} when it is another word
 *
 * @example
 * ```ts
 * import { checkChoice } from "#lib/checks/mod.ts";
 * checkChoice("sum", ["mean", "sum", "none"], "reduction");
 * ```
 */
export function checkChoice<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  name: string,
): asserts value is Choice {
  const wanted = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  if (typeof value !== "string") throw new TypeError(expected(name, wanted, describe(value)));
  if (!(choices as readonly string[]).includes(value)) {
    throw new RangeError(expected(name, wanted, describe(value)));
  }
}
