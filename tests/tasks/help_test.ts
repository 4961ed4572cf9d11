import { assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "#lib/workspace/paths.ts";

const TASKS = join(ROOT, "lib/tasks");

/** The options that a task takes: the keys of the object behind `options(HELP, `. */
function optionsOf(source: string): string[] {
  const [, taken] = /\boptions\(HELP, \{(.*?)\}(?:, \{[^{}]*\})?\)/s.exec(source)!;
  return [...taken.matchAll(/"?([\w-]+)"?:/g)].map(([, name]) => name);
}

for (const file of readdirSync(join(TASKS, "help"))) {
  Deno.test(`the help of ${file.replace(".txt", "")} tells of each option, and of no other`, () => {
    const help = readFileSync(join(TASKS, "help", file), "utf8");
    const source = readFileSync(join(TASKS, file.replace(/txt$/, "ts")), "utf8");
    const told = [...help.matchAll(/(?<![\w=-])--([a-z][a-z-]*)/g)].map(([, name]) => name);
    const known = [...optionsOf(source), "help"];
    assertEquals(known.filter((name) => !told.includes(name)), [], "not told");
    assertEquals([...new Set(told)].filter((name) => !known.includes(name)), [], "no such option");
  });
}
