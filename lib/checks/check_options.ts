import { describe, refuseKind, refuseValue } from "./message.ts";

/**
 * Refuses options that are no object, names that do not exist, such as misspelled ones, and what is
 * to be called and is no function. What it gives can be spread: it has as its own what a class's
 * settings only inherit.
 */
export function checkOptions<Options extends object, Known extends string>(
  options: Options | undefined,
  known: NamesOf<Options, Known>,
  called = "options",
): Options {
  const names: string[] = known.split(" ");
  if (options === undefined) return {} as Options;
  const object = typeof options === "object" && options !== null;
  // A Map has what was meant, and a promise will: read as objects, both say nothing.
  if (!object || Symbol.iterator in options || options instanceof Promise) {
    refuseKind(options, called, `an object such as { ${names[0]}: ... }`);
  }
  for (const name in options) {
    if (names.includes(name)) continue;
    refuseValue(describe(name), called, names.join(", "));
  }
  const read: Record<string, unknown> = {};
  for (const name of names.filter((name) => name in options)) {
    const told: unknown = options[name as keyof Options];
    const none = typeof told !== "function" &&
      /^(className|evaluate|link|now|progress|warn|on[A-Z].*)$/.test(name);
    if (none && told !== undefined && told !== null) refuseKind(told, name, "a function");
    read[name] = none ? undefined : told;
  }
  return read as Options;
}

/** Names of options in a string, as a type: a name that the options do not have is no known one. */
export type NamesOf<Options, Known extends string> =
  & Known
  & (Words<Known> extends keyof Options ? Known : never);

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest>
  : Text;
