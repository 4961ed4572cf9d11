import { homedir } from "node:os";
import { EXERCISE, FIGURE_DATA, LIVE_FIGURE } from "#lib/workspace/mime_types.ts";
import { ROOT } from "#lib/workspace/paths.ts";
import type { NotebookProblem } from "./compare_outputs.ts";
import { foldedParts } from "#lib/notebooks/folded_parts.ts";
import {
  type Cell,
  codeCells,
  joined,
  type Notebook,
  type Output,
  sourceHidden,
} from "#lib/notebooks/notebook.ts";

/** Lines that a code cell may have: the longest, nine in ten, and the one in the middle. */
const LINES = { max: 30, ninth: 20, median: 6 };

/** Code cells that may follow each other without a word between. */
const RUN = 2;

/**
 * What a lesson's core path may have, from and to: shorter it is a note, longer nobody reads it to its end. Two
 * figures belong to each training, its loss and what its batches held.
 */
const SIZE = { cells: [40, 80], figures: [6, 12] } as const;

/** Options of {@linkcode checkHabits}. */
export interface HabitsOptions {
  /** True for one of the lessons, which must also be of a lesson's size. Default false. */
  lesson?: boolean;
}

/**
 * Checks what a lesson's cells must keep to, so that it reads well without being run: short code
 * cells with words between them, every cell executed and in order, and nothing in an output that
 * belongs to one machine or one moment. A lesson has 40 to 80 cells and 6 to 12 figures, live ones
 * counted; what stands in its folded parts ({@linkcode foldedParts}) is not counted. A cell
 * whose code is folded only checks or reports: it has to show something, and is not counted either; nor
 * is one that asks for an answer.
 *
 * @param notebook An executed notebook.
 * @param options Whether it is a lesson.
 * @returns A sentence for each habit that is broken.
 */
export function checkHabits(
  notebook: Notebook,
  { lesson = false }: HabitsOptions = {},
): NotebookProblem[] {
  const core = corePath(notebook);
  return [
    ...lesson ? sizeProblems(core) : [],
    ...lengthProblems(notebook, core),
    ...runProblems(notebook),
    ...outputProblems(notebook),
  ];
}

/** The cells outside the folded parts. */
function corePath(notebook: Notebook): Notebook {
  const folded = foldedParts(notebook.cells);
  const cells = notebook.cells.filter((_, i) =>
    !folded.some(({ from, to }) => from <= i && i < to)
  );
  return { ...notebook, cells };
}

function* sizeProblems(core: Notebook): Generator<NotebookProblem> {
  const figures = codeCells(core).flatMap(({ outputs = [] }) => outputs)
    .filter(({ data = {} }) => FIGURE_DATA in data || LIVE_FIGURE in data).length;
  const asks = ({ outputs = [] }: Cell) => outputs.some(({ data = {} }) => EXERCISE in data);
  const counts = {
    cells: core.cells.filter((cell) => !sourceHidden(cell) && !asks(cell)).length,
    figures,
  };
  for (const [what, [from, to]] of Object.entries(SIZE)) {
    const count = counts[what as keyof typeof SIZE];
    if (count < from || count > to) {
      yield { cell: 0, message: `has ${count} ${what}, where a lesson has ${from} to ${to}` };
    }
  }
}

function linesOf({ source }: Cell): number {
  return joined(source).split("\n").filter((line) => line.trim()).length;
}

function* lengthProblems(notebook: Notebook, core: Notebook): Generator<NotebookProblem> {
  for (const [i, length] of codeCells(notebook).map(linesOf).entries()) {
    if (length > LINES.max) {
      yield { cell: i + 1, message: `has ${length} lines, where ${LINES.max} are the most` };
    }
  }
  const lengths = codeCells(core).filter((cell) => !sourceHidden(cell)).map(linesOf);
  const inOrder = lengths.toSorted((a, b) => a - b);
  const median = inOrder[Math.floor(inOrder.length / 2)] ?? 0;
  if (median > LINES.median) {
    yield { cell: 0, message: `half of its open code cells have over ${LINES.median} lines` };
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
  const hidden = codeCells(notebook).map(sourceHidden);
  for (const [i, { outputs = [], execution_count }] of codeCells(notebook).entries()) {
    const cell = i + 1;
    if (execution_count !== cell) {
      yield { cell, message: "was not executed in its turn; run `deno task notebooks`" };
    }
    if (hidden[i] && outputs.length === 0) {
      yield { cell, message: "is folded and shows nothing, so that nobody sees it" };
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
