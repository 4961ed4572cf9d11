/** What the lessons' prose names must be there: files, sources, and the time that it promises. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import study from "../../data/benchmarks/clinic.json" with { type: "json" };
import { basename, join } from "node:path";
import { foldedParts } from "#lib/notebooks/folded_parts.ts";
import { isLesson } from "./is_lesson.ts";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import {
  type Cell,
  joined,
  type Notebook,
  readNotebook,
  sourceHidden,
} from "#lib/notebooks/notebook.ts";
import { glossaryOf } from "#lib/report/glossary.ts";
import { ROOT } from "#lib/workspace/paths.ts";

const paths = await listNotebooks();
const notebooks = new Map<string, Notebook>(
  await Promise.all(paths.map(async (path) => [path, await readNotebook(path)] as const)),
);

function proseOf({ cells }: Notebook): string {
  return cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => joined(source)).join("\n\n");
}

Deno.test("a file of the project that a lesson names is there", () => {
  const missing = [...notebooks].flatMap(([path, notebook]) =>
    [...proseOf(notebook).matchAll(/`((?:lib|data|tests)\/[\w./-]+)`/g)]
      .map(([, name]) => name)
      // What a reader records comes to be there later; everything else is committed.
      .filter((name) => !name.endsWith("/") && !existsSync(join(ROOT, name)))
      .map((name) => `${basename(path)}: ${name}`)
  );
  assertEquals(missing, []);
});

Deno.test("a source that a lesson cites by name and year stands in lesson 0's list", () => {
  const [[, start]] = [...notebooks].filter(([path]) => !isLesson(path));
  const rows = proseOf(start).split("\n").filter((line) => /^\| .*\(\d{4}\)/.test(line));
  assert(rows.length > 15);
  for (const [path, notebook] of notebooks) {
    const text = proseOf(notebook).replace(/\s+/g, " ");
    const name = String.raw`([A-Z]\p{L}+)`;
    const others = String.raw`(?:'s \w+|(?:,| and)? (?:[A-Z]\p{L}+|others|and))*`;
    const cited = new RegExp(
      String.raw`\b${name}${others}(?:,| \(),? ?(?:[A-Z]{2,} )?(\d{4})\b`,
      "gu",
    );
    for (const [words, first, year] of text.matchAll(cited)) {
      const there = rows.some((row) => row.includes(first) && row.includes(year));
      assert(there, `${basename(path)} cites ${words}`);
    }
  }
});

Deno.test("lesson 7 says of the clinic's study what the study has", () => {
  const text = proseOf(notebooks.get(paths.find((path) => basename(path).startsWith("07_"))!)!);
  const runs = [study.held, study.tune].map(({ healthy, rows }) =>
    rows.reduce((sum, { runs }) => sum + runs, healthy)
  );
  const same = study.threads.filter((thread) => thread.same).length;
  for (
    const words of [
      `${runs[0] + runs[1]} trainings were made ill in\n${study.held.rows.length} ways`,
      `the ${study.held.rows.length} illnesses that it knows`,
      `${study.threads.length} such questions. Of ${same} the clinic`,
    ]
  ) assert(text.includes(words), words);
  assert(Math.abs(runs[0] - runs[1]) <= 1, "half of them");
});

Deno.test("each Chinese term of the glossary says which articles have it", () => {
  const terms = glossaryOf([...notebooks.values()]).terms.flatMap(({ chinese }) => chinese);
  assert(terms.length > 40);
  for (const term of terms) assert(/^[\u4e00-\u9fff]+ \([1-5](\/[1-5])*\)$/.test(term), term);
});

/** The minutes of a cell at 200 words or 15 lines of code a minute; what is folded takes none. */
function minutes(cell: Cell): number {
  const text = joined(cell.source).replace(/<details>[\s\S]*?<\/details>/g, "");
  if (sourceHidden(cell)) return 0;
  if (cell.cell_type === "code") return text.split("\n").filter((line) => line.trim()).length / 15;
  return text.split(/\s+/).length / 200;
}

Deno.test("the core path of a lesson takes about half an hour to read: 20 to 50 minutes", () => {
  for (const [path, { cells }] of notebooks) {
    if (!isLesson(path)) continue;
    const folded = foldedParts(cells);
    const core = cells.filter((_, i) => !folded.some(({ from, to }) => from <= i && i < to));
    const sum = core.reduce((total, cell) => total + minutes(cell), 0);
    assert(sum > 20 && sum < 50, `${basename(path)}: ${sum.toFixed(0)} minutes`);
  }
});

Deno.test("an exercise has one name, in the text and under its cell", () => {
  let count = 0;
  for (const [path, notebook] of notebooks) {
    const named = [
      ...proseOf(notebook).matchAll(/^\*\*(Exercise \d\.\d \([^)]+\)), level \d\.\*\*/gm),
    ];
    const shown = notebook.cells.flatMap(({ outputs = [] }) => outputs)
      .map(({ data = {} }) => joined(data["text/plain"] as string | undefined))
      .flatMap((text) => text.match(/^… (Exercise .*): not answered yet$/)?.[1] ?? []);
    assertEquals(named.map(([, name]) => name), shown, basename(path));
    count += shown.length;
  }
  assert(count > 30, `${count}`);
});
