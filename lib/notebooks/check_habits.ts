import { homedir } from "node:os";
import { ROOT } from "../tasks/paths.ts";
import type { NotebookProblem } from "./compare_outputs.ts";
import { codeCells, joined, type Notebook, type Output } from "./notebook.ts";

/** Lines that a code cell may have: the longest, nine in ten, and the one in the middle. */
const LINES = { max: 30, ninth: 20, median: 6 };

/** Code cells that may follow each other without a word between. */
const RUN = 2;

/**
 * Checks what a lesson's cells must keep to, so that it reads well without being run: short code
 * cells with words between them, every cell executed and in order, and nothing in an output that
 * belongs to one machine or one moment.
 *
 * @param notebook An executed notebook.
 * @returns A sentence for each habit that is broken.
 */
export function checkHabits(notebook: Notebook): NotebookProblem[] {
  return [...lengthProblems(notebook), ...runProblems(notebook), ...outputProblems(notebook)];
}

function* lengthProblems(notebook: Notebook): Generator<NotebookProblem> {
  const lengths = codeCells(notebook).map(({ source }) =>
    joined(source).trim().split("\n").filter((line) => line.trim()).length
  );
  for (const [i, length] of lengths.entries()) {
    if (length > LINES.max) {
      yield { cell: i + 1, message: `has ${length} lines, where ${LINES.max} are the most` };
    }
  }
  const inOrder = lengths.toSorted((a, b) => a - b);
  const median = inOrder[Math.floor(inOrder.length / 2)] ?? 0;
  if (median > LINES.median) {
    yield { cell: 0, message: `half of its code cells have over ${LINES.median} lines` };
  }
  const long = lengths.filter((length) => length > LINES.ninth).length;
  if (long > lengths.length / 10) {
    yield { cell: 0, message: `${long} code cells have over ${LINES.ninth} lines` };
  }
}

function* runProblems(notebook: Notebook): Generator<NotebookProblem> {
  if (!/^#\s/.test(joined(notebook.cells[0]?.source))) {
    yield { cell: 0, message: "its first cell is not its title" };
  }
  let run = 0;
  let number = 0;
  for (const { cell_type, source } of notebook.cells) {
    run = cell_type === "code" ? run + 1 : 0;
    if (cell_type !== "code") continue;
    number++;
    if (run > RUN) {
      yield { cell: number, message: `is the ${run}rd code cell in a row; put a word between` };
    }
    if (/\bDeno\.test\s*\(/.test(joined(source))) {
      yield { cell: number, message: "calls Deno.test, which reports nothing here; use a check" };
    }
  }
}

function* outputProblems(notebook: Notebook): Generator<NotebookProblem> {
  const paths = [ROOT, homedir()].filter((path) => path.length > 1);
  for (const [i, { outputs = [], execution_count }] of codeCells(notebook).entries()) {
    const cell = i + 1;
    if (execution_count !== cell) {
      yield { cell, message: "was not executed in its turn; run `deno task notebooks`" };
    }
    for (const output of outputs) {
      if (output.output_type === "error") {
        yield { cell, message: `was committed with an error: ${output.evalue}` };
      }
      const text = textOf(output);
      const path = paths.find((path) => text.includes(path));
      if (path) yield { cell, message: "has a path of this machine in its output" };
      if (/(?<![\d:])\d{1,2}:\d{2}:\d{2}(?![\d:])|\d{4}-\d{2}-\d{2}T\d{2}:/.test(text)) {
        yield { cell, message: "has a time of day in its output" };
      }
      if (text.includes("\x1b[")) yield { cell, message: "has terminal colours in its output" };
    }
  }
}

function textOf({ text, data = {} }: Output): string {
  const shown = Object.values(data).map((value) =>
    typeof value === "string" || Array.isArray(value)
      ? joined(value as string[])
      : JSON.stringify(value)
  );
  return [joined(text), ...shown].join("\n");
}
