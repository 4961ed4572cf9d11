import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { DENO, NOTEBOOKS, ROOT } from "#lib/workspace/paths.ts";
import { runCommand } from "#lib/workspace/run_command.ts";
import type { NotebookProblem } from "./compare_outputs.ts";
import { codeCells, joined, type Notebook } from "#lib/notebooks/notebook.ts";

/**
 * Type-checks a notebook's code, which the kernel does not: its cells are taken out into one module,
 * in order, and `deno check` reads that.
 *
 * @param path Where the notebook is: relative imports start there.
 * @param notebook Its cells.
 * @returns A sentence for each type error, with the cell it is in.
 */
export async function checkTypes(path: string, notebook: Notebook): Promise<NotebookProblem[]> {
  const starts: number[] = [];
  const lines: string[] = [];
  for (const { source } of codeCells(notebook)) {
    starts.push(lines.length + 1);
    lines.push(...atHome(joined(source), dirname(resolve(path))).split("\n"));
  }
  // A module even where no cell imports or exports: then await may stand at the top.
  lines.push("export {};");
  // Inside the project, so that packages are found, and not under .cache, which Deno passes over.
  // Called a draft: where this is killed, the next scratch folder removes it.
  const draft = `${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  const folder = join(NOTEBOOKS, ".types", `${basename(path, ".ipynb")}.${draft}`);
  const module = join(folder, "cells.ts");
  await mkdir(folder, { recursive: true });
  await writeFile(module, lines.join("\n"));
  const { code, output } = await runCommand(DENO, [
    ...["check", "--no-lock", "--quiet", "--config", join(ROOT, "deno.json"), module],
  ]).finally(() => rm(folder, { recursive: true }));
  if (code === 0) return [];
  const problems: NotebookProblem[] = [];
  const blocks = output.split(/\n(?=TS\d+ \[ERROR\])/);
  for (const block of blocks) {
    const message = /^TS\d+ \[ERROR\]: (.*)$/m.exec(block)?.[1];
    const line = Number(/\.ts:(\d+):\d+/.exec(block)?.[1]);
    if (!message) continue;
    const cell = starts.filter((start) => start <= line).length;
    problems.push({ cell, message: `does not type-check: ${message}` });
  }
  return problems.length > 0
    ? problems
    : [{ cell: 0, message: `does not type-check: ${output.trim().split("\n")[0]}` }];
}

/** Relative imports as seen from the notebook's folder. */
function atHome(source: string, folder: string): string {
  return source.replace(
    /(from\s+|import\s+|import\()(["'])(\.\.?\/[^"']+)\2/g,
    (_, before, quote, name) => `${before}${quote}${pathToFileURL(join(folder, name))}${quote}`,
  );
}
