import { describe, expected } from "./message.ts";

/**
 * Refuses options that are no object, and names that do not exist: a misspelled one would be passed
 * over in silence, and the default computed with.
 *
 * @param options what was given; undefined is taken for `{}`, so that a required one is missed by name
 * @param known the names there are, a space between them
 * @returns the options
 * @throws {TypeError} when `options` is no object
 * @throws {RangeError} when a name is not known
 *
 * @example
 * ```ts
 * import { checkOptions } from "#lib/checks/mod.ts";
 * import { assertThrows } from "@std/assert";
 * const options: { margin?: number } = JSON.parse('{ "margine": 0.2 }');
 * assertThrows(() => checkOptions(options, "margin"), RangeError, "margine");
 * ```
 */
export function checkOptions<Options extends object, Known extends string>(
  options: Options | undefined,
  known: Known & (Words<Known> extends keyof Options ? Known : never),
): Options {
  const names: string[] = known.split(" ");
  if (options === undefined) return {} as Options;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(
      expected("options", `an object such as { ${names[0]}: ... }`, describe(options)),
    );
  }
  for (const name in options) {
    if (names.includes(name)) continue;
    throw new RangeError(expected("options", names.join(", "), `"${name}"`));
  }
  return options;
}

/** The words of a string, as a type: so a name that the options do not have is no known one. */
type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest>
  : Text;
