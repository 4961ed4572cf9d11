import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { endWithTask } from "./end_with_task.ts";
import { tellErrors } from "./tell_errors.ts";

/**
 * Reads a task's options; prints the help, or what is wrong, and leaves. A default is a boolean for a
 * switch, a text for a value, a list for one that may be given several times; words come as `_`.
 */
export function options<T extends Record<string, boolean | string | string[]>>(
  help: string,
  defaults: T,
  { words = false, paths = [] }: { words?: boolean; paths?: readonly (keyof T & string)[] } = {},
): T & { _: string[] } {
  endWithTask();
  tellErrors();
  const known = Object.fromEntries(
    Object.entries({ ...defaults, help: false }).map(([name, value]) => {
      const type: "boolean" | "string" = typeof value === "boolean" ? "boolean" : "string";
      return [name, { type, multiple: Array.isArray(value) }];
    }),
  );
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      options: known,
      allowPositionals: words,
    });
    if (values.help) {
      console.log(help.trimEnd());
      process.exit(0);
    }
    const placed = (path: string) => resolve(userFolder(), path);
    for (const name of paths) {
      const given = values[name] as string | string[] | undefined;
      if (given) values[name] = Array.isArray(given) ? given.map(placed) : placed(given);
    }
    return { ...defaults, ...values, _: positionals };
  } catch (error) {
    return refuse(`${(error as Error).message.split(". ")[0]}\n\n${help}`);
  }
}

export function refuse(message: string): never {
  console.error(message.trimEnd());
  process.exit(2);
}

export function wholeNumber(name: string, text: string, least = 1): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  return refuse(`${name}: expected a whole number of at least ${least}, got ${text}`);
}

/** Where the user stands: a task itself runs in the project's folder, and is told so. */
export function userFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}
