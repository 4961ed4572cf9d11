import { assertEquals, assertStringIncludes } from "@std/assert";
import { homedir } from "node:os";
import { checkHabits } from "#lib/notebooks/check_habits.ts";
import type { Cell } from "#lib/notebooks/notebook.ts";
import { code, notebookOf, prose, shown } from "./notebook_builder.ts";

function broken(...cells: Cell[]): string {
  return checkHabits(notebookOf(prose("# A lesson"), ...cells))
    .map(({ cell, message }) => `${cell}: ${message}`).join("\n");
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `f(${i});`).join("\n");

Deno.test("checkHabits() finds nothing in a good lesson", () => {
  assertEquals(broken(code(lines(6), [shown("1")]), prose("Now."), code("2"), code("3")), "");
});

Deno.test("checkHabits() finds cells that are too long", () => {
  assertStringIncludes(broken(code(lines(31))), "1: has 31 lines, where 30 are the most");
  assertStringIncludes(broken(code(lines(7))), "0: half of its code cells have over 6 lines");
  const short = Array.from({ length: 8 }, () => [prose("."), code("1")]).flat();
  assertStringIncludes(broken(...short, code(lines(21))), "0: 1 code cells have over 20 lines");
});

Deno.test("checkHabits() finds three code cells in a row, and a missing title", () => {
  assertStringIncludes(broken(code("1"), code("2"), code("3")), "3: is the 3rd code cell in a row");
  const [problem] = checkHabits(notebookOf(prose("No heading"), code("1")));
  assertEquals(problem, { cell: 0, message: "its first cell is not its title" });
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
