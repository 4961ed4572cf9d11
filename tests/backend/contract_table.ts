/**
 * The table of which backend does what, kept as Markdown in `data/benchmarks/backends.md`.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BackendName, backendNames } from "#lib/backend/mod.ts";
import { projectFolder } from "#lib/host/project_folder.ts";

/** Where the table is kept. */
export const tableFile: string = path.join(projectFolder(), "data", "benchmarks", "backends.md");

/** Row by row, which backend does it; undefined where that has not been tried. */
export type Table = Map<string, Partial<Record<BackendName, boolean>>>;

const head = `<!-- Written and checked by tests/backend/contract_test.ts. -->

| what | ${backendNames.map((name) => `\`${name}\``).join(" | ")} |
| :--- | ${backendNames.map(() => ":---:").join(" | ")} |
`;

/** The table as Markdown. */
export function formatTable(table: Table): string {
  const cell = (does: boolean | undefined) => does === undefined ? "?" : does ? "yes" : "no";
  const rows = [...table].map(([name, does]) =>
    `| ${name} | ${backendNames.map((backend) => cell(does[backend])).join(" | ")} |\n`
  );
  return head + rows.join("");
}

/** The table that is kept; empty where there is none. */
export function readTable(): Table {
  const table: Table = new Map();
  if (!existsSync(tableFile)) return table;
  for (const line of readFileSync(tableFile, "utf8").split("\n")) {
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    if (cells.length !== backendNames.length + 1) continue;
    const [name, ...does] = cells;
    if (name === "what" || name.startsWith(":")) continue;
    table.set(
      name,
      Object.fromEntries(
        backendNames.map((
          backend,
          i,
        ) => [backend, does[i] === "?" ? undefined : does[i] === "yes"]),
      ),
    );
  }
  return table;
}

/** Puts what was seen over what was kept, in the contract's order, and keeps that. */
export function writeTable(rows: readonly string[], seen: Table): void {
  const kept = readTable();
  const table: Table = new Map(rows.map((row) => [row, { ...kept.get(row), ...seen.get(row) }]));
  writeFileSync(tableFile, formatTable(table));
}
