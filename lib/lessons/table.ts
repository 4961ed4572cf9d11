import { significant } from "../charts/numbers.ts";
import { Markup, markup } from "../workspace/markup.ts";

/** What may stand in a cell of a {@linkcode table}. */
export type TableValue = string | number | boolean;

/** JupyterLab puts a cell to the right, on one line: so it stands for numbers alone. */
const WORDS = new Markup(' style="text-align: left; white-space: pre-line"');

/** A table that a notebook shows under its cell, and that the pages show as they show data frames. */
export class Table {
  /** Takes the rows, and data for the report beside them, by MIME type. */
  constructor(
    readonly rows: readonly Readonly<Record<string, TableValue>>[],
    readonly carried: Readonly<Record<string, unknown>> = {},
  ) {}

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const names = Object.keys(this.rows[0]);
    const fields = names.map((name) => ({ name }));
    const style = names.map((n) => !this.rows.some((row) => typeof row[n] === "number") && WORDS);
    const line = (tag: string, cells: readonly TableValue[]) =>
      markup`<tr>${cells.map((c, i) => markup`<${tag}${style[i]}>${String(c)}</${tag}>`)}</tr>`;
    const body = this.rows.map((row) => line("td", names.map((name) => row[name])));
    return {
      "application/vnd.dataresource+json": { schema: { fields }, data: this.rows },
      "text/html": markup`<table><thead>${line("th", names)}</thead><tbody>${body}</tbody></table>`
        .text,
      "text/plain": [names, ...this.rows.map((row) => names.map((name) => row[name]))]
        .map((cells) => cells.join(" | ")).join("\n"),
      ...this.carried,
    };
  }
}

/** A table of records: one row each, a column for each of their keys, in the order of the first. */
export function table(
  rows: readonly Readonly<Record<string, TableValue>>[],
  { digits = 4 }: { digits?: number } = {},
): Table {
  if (rows.length === 0) throw new RangeError("rows: expected at least one, got none");
  const names = Object.keys(rows[0]).join(", ");
  rows.forEach((row, i) => {
    const own = Object.keys(row).join(", ");
    if (own === names) return;
    throw new RangeError(`rows: expected the keys ${names} in row ${i}, got ${own}`);
  });
  const short = (value: TableValue) =>
    typeof value === "number" ? significant(value, digits) : value;
  return new Table(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, short(value)]))
    ),
  );
}
