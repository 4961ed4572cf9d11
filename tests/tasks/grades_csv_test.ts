import { assertEquals } from "@std/assert";
import { gradesCsv } from "#lib/tasks/grading/grades_csv.ts";

Deno.test("a table of grades quotes what a spreadsheet would take for a formula", () => {
  const row = { file: "=a.ipynb", exercise: "0.1", title: "x", said: 'a "b"', seconds: 1 };
  const [, line] = gradesCsv([{ ...row, state: "wrong" }]).split("\n");
  assertEquals(line, `"'=a.ipynb","0.1","x","wrong","a ""b""",1.00`);
});
