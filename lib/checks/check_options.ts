import { refuseKind, refuseValue } from "./message.ts";

/**
 * Refuses options that are no object, names that do not exist, such as misspelled ones, and what is
 * to be called and is no function. What it gives can be spread: it has as its own what a class's
 * settings only inherit.
 */
export function checkOptions<Options extends object, Known extends string>(
  options: Options | undefined,
  known: NamesOf<Options, Known>,
): Options {
  const names: string[] = known.split(" ");
  if (options === undefined) return {} as Options;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const wanted = `an object such as { ${names[0]}: ... }`;
    refuseKind(options, "options", wanted);
  }
  for (const name in options) {
    if (names.includes(name)) continue;
    refuseValue(`"${name}"`, "options", names.join(", "));
  }
  const given = names.filter((name) => name in options) as (keyof Options & string)[];
  for (const name of given.filter((name) => /^(evaluate|progress|warn|on[A-Z].*)$/.test(name))) {
    const told = options[name] ?? undefined;
    if (told === undefined || typeof told === "function") continue;
    refuseKind(told, name, "a function");
  }
  return Object.fromEntries(given.map((name) => [name, options[name]])) as Options;
}

/** Names of options in a string, as a type: a name that the options do not have is no known one. */
export type NamesOf<Options, Known extends string> =
  & Known
  & (Words<Known> extends keyof Options ? Known : never);

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest>
  : Text;
