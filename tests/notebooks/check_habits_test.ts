import { assertEquals, assertStringIncludes } from "@std/assert";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { foldedParts } from "#lib/notebooks/folded_parts.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { type Cell, FOLDED, type Output, readNotebook } from "#lib/notebooks/notebook.ts";
import { normalized } from "#lib/notebooks/normalized.ts";
import { EXERCISE, FIGURE_DATA, LIVE_FIGURE } from "#lib/workspace/mime_types.ts";
import { checkHabits } from "./check_habits.ts";
import { isLesson } from "./is_lesson.ts";
import { code, notebookOf, prose, shown } from "./notebook_builder.ts";

function broken(...cells: Cell[]): string {
  return checkHabits(notebookOf(prose("# A lesson"), ...cells))
    .map(({ cell, message }) => `${cell}: ${message}`).join("\n");
}

/** A heading that JupyterLab keeps collapsed. */
function foldedHeading(source: string): Cell {
  return { ...prose(source), metadata: { [FOLDED]: true } };
}

function figure(): Output {
  return { output_type: "display_data", data: { [FIGURE_DATA]: {} }, metadata: {} };
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `f(${i});`).join("\n");

Deno.test("checkHabits() finds nothing in a good lesson", () => {
  assertEquals(broken(code(lines(6), [shown("1")]), prose("Now."), code("2"), code("3")), "");
});

Deno.test("checkHabits() finds cells that are too long", () => {
  assertStringIncludes(broken(code(lines(31))), "1: has 31 lines, where 30 are the most");
  assertStringIncludes(broken(code(lines(7))), "0: half of its open code cells have over 6 lines");
  const short = Array.from({ length: 8 }, () => [prose("."), code("1")]).flat();
  assertStringIncludes(broken(...short, code(lines(21))), "0: 1 code cells have over 20 lines");
});

Deno.test("checkHabits() finds three code cells in a row, and a missing title", () => {
  assertStringIncludes(broken(code("1"), code("2"), code("3")), "3: is the 3rd code cell in a row");
  const [problem] = checkHabits(notebookOf(prose("No heading"), code("1")));
  assertEquals(problem, { cell: 0, message: "its first cell is not its title" });
});

Deno.test("checkHabits() does not count lines of code that is folded, which must show something", () => {
  const folded = (...outputs: Output[]): Cell => ({
    ...code(lines(9), outputs),
    metadata: { jupyter: { source_hidden: true } },
  });
  assertEquals(
    broken(folded(shown("✓ 1")), prose("."), code("1"), prose("."), folded(shown("2"))),
    "",
  );
  assertStringIncludes(broken(folded()), "1: is folded and shows nothing");
  const { cells } = normalized(notebookOf(folded(shown("1"))));
  assertEquals(cells[0].metadata, { jupyter: { source_hidden: true } });
});

Deno.test("checkHabits() finds Deno.test in a cell, where it would say nothing", () => {
  assertStringIncludes(broken(code('Deno.test("x", () => {})')), "1: calls Deno.test");
});

Deno.test("checkHabits() finds what belongs to one machine or one moment", () => {
  assertStringIncludes(broken(code("1", [shown(`${homedir()}/x`)])), "1: has a path");
  assertStringIncludes(broken(code("1", [shown("at 12:30:59")])), "1: has a time of day");
  assertStringIncludes(broken(code("1", [shown("2026-11-22T10:00")])), "1: has a time of day");
  assertStringIncludes(broken(code("1", [shown("\x1b[31mred")])), "1: has terminal colours");
});

Deno.test("checkHabits() finds cells that were not executed, or threw", () => {
  const cell = code("1");
  const notebook = notebookOf(prose("# T"), cell);
  cell.execution_count = null;
  assertStringIncludes(checkHabits(notebook)[0].message, "was not executed in its turn");
  const error = { output_type: "error", ename: "Error", evalue: "no", traceback: [] };
  assertStringIncludes(broken(code("1", [error])), "1: was committed with an error: no");
});

/** Problems of a lesson of so many cells with so many figures, some of them live. */
function sizes(cells: number, figures: number, live = 0, ...more: Cell[]): string {
  const figure = (i: number) => ({ [i < live ? LIVE_FIGURE : FIGURE_DATA]: {} });
  const outputs = (i: number) =>
    i < figures ? [{ output_type: "display_data", data: figure(i), metadata: {} }] : [];
  const others = Array.from(
    { length: cells - 1 },
    (_, i) => i % 2 === 0 ? code("1", outputs(i / 2)) : prose("."),
  );
  return checkHabits(notebookOf(prose("# A lesson"), ...others, ...more), { lesson: true })
    .map(({ cell, message }) => `${cell}: ${message}`).join("\n");
}

Deno.test("checkHabits() wants 40 to 80 cells and 6 to 12 figures of a lesson", () => {
  assertEquals(sizes(40, 6), "");
  assertEquals(sizes(80, 12), "");
  assertEquals(sizes(39, 6), "0: has 39 cells, where a lesson has 40 to 80");
  assertEquals(sizes(81, 6), "0: has 81 cells, where a lesson has 40 to 80");
  const asked = { output_type: "execute_result", data: { [EXERCISE]: {} } };
  assertEquals(sizes(79, 12, 0, prose("."), code("1", [asked])), "");
  assertEquals(sizes(50, 5), "0: has 5 figures, where a lesson has 6 to 12");
  assertEquals(sizes(50, 13), "0: has 13 figures, where a lesson has 6 to 12");
});

Deno.test("checkHabits() counts live figures, and judges the size of lessons only", () => {
  assertEquals(sizes(50, 12, 4), "");
  assertEquals(sizes(50, 13, 4), "0: has 13 figures, where a lesson has 6 to 12");
  assertEquals(broken(code("1")), "");
});

Deno.test("checkHabits() counts a lesson's core path only", () => {
  const core = Array.from({ length: 39 }, (_, i) => i < 12 ? code("1", [figure()]) : prose("."));
  const spaced = core.flatMap((cell, i) => i < 12 ? [cell, prose(".")] : [cell]);
  const more = Array.from({ length: 60 }, () => [prose("."), code(lines(9), [figure()])]).flat();
  const told = (heading: Cell) =>
    checkHabits(notebookOf(prose("# A lesson"), ...spaced, heading, ...more), { lesson: true })
      .map(({ message }) => message);
  assertEquals(told(foldedHeading("## Line by line")), []);
  assertEquals(told(prose("## Line by line")).length, 3);
  const after = [foldedHeading("### More"), code(lines(31)), prose("## Next"), code("1")];
  assertEquals(broken(...after), "1: has 31 lines, where 30 are the most");
});

Deno.test("foldedParts() ends a part at the next heading of its level, as JupyterLab does", () => {
  const cells = [
    prose("# A lesson"),
    foldedHeading("### Line by line"),
    code("1"),
    prose("#### Deeper"),
    prose("## Next"),
    code("2"),
    foldedHeading("## Line by line"),
    prose("### Within"),
    code("3"),
  ];
  assertEquals(foldedParts(cells), [{ from: 1, to: 4 }, { from: 6, to: 9 }]);
  assertEquals(foldedParts(normalized(notebookOf(...cells)).cells), foldedParts(cells));
});

Deno.test("isLesson() is true of the numbered notebooks in notebooks/, not of the start page", async () => {
  const paths = await listNotebooks();
  assertEquals(paths.filter((path) => !isLesson(path)).map((path) => basename(path)), [
    "00_start.ipynb",
  ]);
  assertEquals(isLesson(join(homedir(), "01_triplet_margin_loss.ipynb")), false);
});

Deno.test("the committed notebooks keep the habits of a lesson", async () => {
  for (const path of await listNotebooks()) {
    const problems = checkHabits(await readNotebook(path), { lesson: isLesson(path) });
    assertEquals(problems, [], basename(path));
  }
});
