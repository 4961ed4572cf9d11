import type { Grade } from "./grade_file.ts";

const COLUMNS = ["file", "exercise", "title", "state", "said", "seconds"] as const;

/** Grades as CSV; what a spreadsheet would take for a formula stands behind an apostrophe. */
export function gradesCsv(grades: readonly Grade[]): string {
  const field = (value: string | number) =>
    typeof value === "number"
      ? value.toFixed(2)
      : `"${value.replace(/^[=+\-@\t\r]/, "'$&").replace(/\s*\n\s*/g, " ").replaceAll('"', '""')}"`;
  const lines = grades.map((row) => COLUMNS.map((column) => field(row[column])).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\n")}\n`;
}
