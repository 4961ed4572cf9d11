import { dirname, parseArgs, process, resolve } from "../host/node.ts";
import { checkNumber, type NumberLimits } from "../checks/mod.ts";
import { takeLock } from "../workspace/lock.ts";
import { tryFolder } from "../workspace/try_folder.ts";
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
  // Not awaited, nor needed: where nothing may be written, nothing is thrown away.
  if (!("fresh" in defaults)) takeLock("in-use", () => {}, { shared: true }).catch(() => {});
  const known = Object.fromEntries(
    Object.entries({ ...defaults, help: false }).map(([name, value]) => {
      const type: "boolean" | "string" = typeof value === "boolean" ? "boolean" : "string";
      return [name, { type, multiple: type === "string" }];
    }),
  );
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      options: known,
      allowPositionals: words,
    }) as { values: Record<string, unknown>; positionals: string[] };
    if (values.help) {
      console.log(help.trimEnd());
      process.exit(0);
    }
    for (const [name, value] of Object.entries(values)) {
      if (!Array.isArray(value)) continue;
      if (value.includes("")) throw new Error(`--${name}: expected a value, got none`);
      if (Array.isArray(defaults[name])) continue;
      if (value.length > 1) throw new Error(`--${name}: expected one value, got ${value.length}`);
      values[name] = value[0];
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

/** Refuses a place where nothing can be written, before the work that would go there. */
export async function tryPlace(to: string, bytes = 1e6, option = "--to"): Promise<void> {
  await tryFolder(option, dirname(to), bytes).catch((error) => refuse(error.message));
}

export function refuse(message: string): never {
  console.error(message.trimEnd());
  return process.exit(2);
}

/** The number that an option's text stands for; `Number` alone takes a blank for 0, and 0x10. */
export function numberOf(name: string, text: string, limits: NumberLimits = {}): number {
  const value = /^[-+.\de]+$/i.test(text) && !isNaN(+text) ? +text : text;
  try {
    checkNumber(value, `--${name}`, limits);
    return value;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

export const wholeNumber = (name: string, text: string, min = 1, max = 1e9): number =>
  numberOf(name, text, { min, max, integer: true });

/** Whole numbers with commas between them. */
export function wholeNumbers(name: string, text: string, min: number, max = 1e9): number[] {
  const numbers = text.split(",").map((part) => /^\s*\d+\s*$/.test(part) ? +part : NaN);
  if (numbers.every((number) => number >= min && number <= max)) return numbers;
  const wanted = `whole numbers from ${min} to ${max} with commas between them`;
  return refuse(`--${name}: expected ${wanted}, got ${JSON.stringify(text)}`);
}

/** Where the user stands: a task itself runs in the project's folder, and is told so. */
export function userFolder(): string {
  return process.env.INIT_CWD ?? process.cwd();
}
