import type { Grade } from "./grade_file.ts";

const COLUMNS = ["file", "exercise", "title", "state", "said", "seconds"] as const;

/**
 * A table of grades as CSV. What a spreadsheet would take for a formula stands behind an apostrophe.
 *
 * @example
 * ```ts
 * import { gradesCsv } from "#lib/tasks/grading/grades_csv.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const row = { file: "=a.ipynb", exercise: "0.1", title: "x", state: "wrong", said: 'a "b"', seconds: 1 };
 * assertEquals(gradesCsv([row as never]).split("\n")[1], `"'=a.ipynb","0.1","x","wrong","a ""b""",1.00`);
 * ```
 */
export function gradesCsv(grades: readonly Grade[]): string {
  const field = (value: string | number) =>
    typeof value === "number"
      ? value.toFixed(2)
      : `"${value.replace(/^[=+\-@\t\r]/, "'$&").replace(/\s*\n\s*/g, " ").replaceAll('"', '""')}"`;
  const lines = grades.map((row) => COLUMNS.map((column) => field(row[column])).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}
