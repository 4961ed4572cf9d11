/** The ledger of the articles, held against the committed notebooks. */
import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import { listNotebooks } from "#lib/notebooks/list_notebooks.ts";
import { joined, type Notebook, readNotebook } from "#lib/notebooks/notebook.ts";
import { LEDGER_STATUSES, type LedgerRow, readLedger } from "#lib/report/ledger.ts";
import { lessonFacts } from "#lib/report/lesson_facts.ts";
import { numberOf } from "#lib/report/lesson.ts";
import { outlineOf } from "#lib/report/outline.ts";

/** How many items each article has; items may be added, none dropped. */
const AT_LEAST = [23, 81, 49, 27, 20];

/** What of a lesson can carry an item. */
interface Carried {
  anchors: string[];
  ticks: string[];
  claims: { claim: string; verdict: string }[];
  prose: string;
}

function carriedBy(notebook: Notebook, source: string): Carried {
  const outline = outlineOf({ source, notebook, made: true }, 0, "full");
  const texts = notebook.cells.flatMap(({ outputs = [] }) => outputs)
    .map(({ data = {} }) => joined(data["text/plain"] as string | undefined));
  const prose = notebook.cells.filter(({ cell_type }) => cell_type === "markdown");
  return {
    anchors: [...outline.sections, ...outline.figures].map(({ id }) => id),
    ticks: texts.flatMap((text) => [...text.matchAll(/^✓ (.*)$/gm)].map(([, words]) => words)),
    claims: lessonFacts(notebook).claims.flatMap(({ rows }) => rows),
    prose: prose.map(({ source }) => joined(source)).join(" ").replace(/\s+/g, " "),
  };
}

const lessons = new Map(
  await Promise.all((await listNotebooks()).map(async (path) => {
    const source = basename(path);
    return [numberOf(source, 0), carriedBy(await readNotebook(path), source)] as const;
  })),
);

/** The words that a note quotes. */
function quotesOf(note: string): string[] {
  return [...note.matchAll(/“([^”]+)”/g)].map(([, words]) => words);
}

/** Whether a sentence is the quoted one; … stands for what another machine may print otherwise. */
function says(sentence: string, quote: string): boolean {
  const parts = quote.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`).test(sentence);
}

/** Whether a lesson has what a row quotes, in the place that its status asks for. */
function carries(lesson: Carried, status: LedgerRow["status"], quote: string): boolean {
  if (status === "context") return lesson.prose.includes(quote);
  if (lesson.ticks.some((tick) => says(tick, quote))) return true;
  return lesson.claims.some(({ claim, verdict }) => verdict === status && says(claim, quote));
}

/** What is wrong with a row, a sentence each. */
function problemsOf(row: LedgerRow): string[] {
  const { id, article, status, lesson, anchor, note } = row;
  const there = lessons.get(lesson);
  const quotes = quotesOf(note);
  const found: [boolean, string][] = [
    [id.startsWith(`${article}.`), `is not of article ${article}`],
    [LEDGER_STATUSES.includes(status), `has no status: ${status}`],
    [row.item.trim() !== "" && note.trim() !== "", "has no words"],
    [there !== undefined, `is of no lesson: ${lesson}`],
    [there?.anchors.includes(anchor) === true, `stands nowhere: ${anchor}`],
    [quotes.length > 0 || status === "not testable", "quotes nothing"],
    ...quotes.map((quote): [boolean, string] => [
      there !== undefined && carries(there, status, quote),
      `quotes what lesson ${lesson} does not have: ${quote}`,
    ]),
  ];
  return found.filter(([right]) => !right).map(([, problem]) => `${id} ${problem}`);
}

const ledger = readLedger();

Deno.test("the ledger has every item of the five articles once, in order", () => {
  const counts = AT_LEAST.map((_, i) => ledger.filter(({ article }) => article === i + 1).length);
  counts.forEach((count, i) => assert(count >= AT_LEAST[i], `article ${i + 1} has ${count}`));
  const wanted = counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, at) => `${i + 1}.${at + 1}`)
  );
  assertEquals(ledger.map(({ id }) => id), wanted);
});

Deno.test("each row of the ledger stands in its lesson, carried by what it quotes", () => {
  assertEquals(ledger.flatMap(problemsOf), []);
});

Deno.test("few items are only context, and fewer not testable", () => {
  const count = (status: string) => ledger.filter((row) => row.status === status).length;
  assert(count("context") <= 30 && count("not testable") <= 10);
});

Deno.test("a row that has gone stale is told by its name", () => {
  const row = ledger.find(({ id }) => id === "1.4")!;
  assertEquals(problemsOf(row), []);
  const stale: [Partial<LedgerRow>, RegExp][] = [
    [{ note: "“The losses of c, d, e, f are 4, 3, 1, 9”" }, /^1\.4 quotes what lesson 1 does not/],
    [{ note: "a check" }, /^1\.4 quotes nothing/],
    [{ anchor: "section-99" }, /^1\.4 stands nowhere/],
    [{ status: "context" }, /^1\.4 quotes what lesson 1 does not/],
  ];
  for (const [change, told] of stale) {
    const found = problemsOf({ ...row, ...change });
    assert(found.some((problem) => told.test(problem)), `${JSON.stringify(change)}: ${found}`);
  }
  const claim = ledger.find(({ status }) => status === "does not hold")!;
  assert(
    problemsOf({
      ...claim,
      id: "3.24",
      note: "“Where both weights are above 0 the decision boundary is a circle”",
    }).length > 0,
  );
});

Deno.test("the sources stand by year", async () => {
  const { cells } = await readNotebook((await listNotebooks())[0]);
  const years = [...joined(cells.at(-1)!.source).matchAll(/^\| [A-Z].*?\((\d{4})\)/gm)].map((
    [, year],
  ) => +year);
  assert(years.length >= 20, `${years.length}`);
  assertEquals(years, years.toSorted((a, b) => a - b));
});
