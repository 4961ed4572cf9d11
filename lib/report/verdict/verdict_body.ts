import type { Agreement } from "../../agreement/agreement.ts";
import type { ArticleClaim } from "../../lessons/mod.ts";
import { type Markup, markup } from "../../workspace/markup.ts";
import type { Chapter, PageBody, WholeBook } from "../book_parts.ts";
import { inlineHtml } from "../inline_html.ts";
import { ledgerCounts, ledgerTable } from "../ledger_table.ts";
import type { LessonFacts } from "../lesson_facts.ts";
import type { Outline } from "../outline.ts";
import type { TocEntry } from "../page.ts";
import type { References } from "../references.ts";
import { scrolledTable } from "../scrolled_table.ts";
import { emojiWords } from "./emoji_words.ts";

/** The verdict page's file. */
export const VERDICT_FILE = "verdict.html";

/** Adds up what the lessons told: the articles' own numbers, their programs', claims and sentences. */
export function verdictSums(chapters: readonly Chapter[]) {
  const rows = chapters.flatMap(({ facts }) => facts.values.flatMap(({ rows }) => rows));
  const share = (part: typeof rows) => ({
    reproduced: part.filter(({ within }) => within).length,
    values: part.length,
  });
  return {
    own: share(rows.filter(({ by }) => by === "article")),
    others: share(rows.filter(({ by }) => by !== "article")),
    claims: chapters.flatMap(({ facts }) => facts.claims.flatMap(({ rows }) => rows)).length,
    checks: chapters.reduce((sum, { facts }) => sum + facts.right, 0),
  };
}

/**
 * The verdict: every number of every article beside ours, every claim with what became of it, all
 * checked sentences counted, the agreement with numpy, TensorFlow and PyTorch, and one batch under
 * every named rule. Nothing on it is typed; all of it comes from the run and from what it read.
 */
export function verdictBody(book: WholeBook): PageBody {
  const { chapters, references, agreement, ledger = [] } = book;
  const { own, others, claims, checks } = verdictSums(chapters);
  const toc: TocEntry[] = [];
  const heading: Heading = (place, title, level = 2) => {
    const id = references.id(VERDICT_FILE, place);
    if (level === 2) toc.push({ id, number: "", title: markup`${title}`, level });
    return markup`<h${level} id="${id}">${title}</h${level}>`;
  };
  const facts: [name: string, value: string | number][] = [
    ["articles’ own numbers reproduced", `${own.reproduced} of ${own.values}`],
    ["numbers of their programs", `${others.reproduced} of ${others.values}`],
    ["claims tested", claims],
    ...ledger.length > 0
      ? [["items of the articles in a lesson", ledger.length] satisfies [string, number]]
      : [],
    ["sentences checked", checks],
    ["framework values", recordedValues(agreement)],
  ];
  const html = [
    markup`<h1 id="${references.id(VERDICT_FILE, "top")}">The verdict</h1>`,
    markup`<p class="lead">What this run made of the articles' numbers and claims, and how near the library
comes to numpy, TensorFlow and PyTorch. At each table stands what was computed for this report, and
what was recorded before, and by what.</p>`,
    markup`<dl class="facts">${
      facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)
    }</dl>`,
    heading("numbers", "The articles’ numbers"),
    ...valueTables(book, heading),
    heading("claims", "The articles’ claims"),
    ...claimTables(book, heading),
    ...emojiTable(book, heading),
    ...ledgerTables(book, heading),
    heading("checks", "Checked sentences"),
    checkTable(book),
    heading("agreement", "Agreement with numpy, TensorFlow and PyTorch"),
    agreementTable(book),
    heading("rules", "One batch under every named rule"),
    conformanceTable(book),
  ];
  return { html: markup`${html}`, toc };
}

type Heading = (place: string, title: string, level?: number) => Markup;

function valueTables({ chapters, references, made }: WholeBook, heading: Heading): Markup[] {
  const tables = byArticle(chapters, ({ values }) => values);
  if (tables.length === 0) return [markup`<p>No lesson of this report has such numbers.</p>`];
  const off = tables.flatMap(({ rows }) => rows).filter(({ within }) => !within).length;
  const note = off === 0
    ? "All of them are within their tolerance."
    : `${off} ${off === 1 ? "is" : "are"} not within the tolerance; the last column says why.`;
  const columns = "number by theirs ours difference tolerance backend verdict".split(" ");
  const shown = tables.map(({ article, rows, outline, facts }, i) => {
    const body = rows.map(({ what, by, theirs, ours, difference, tolerance, within, verdict }) =>
      markup`<tr><td>${inlineHtml(what)}</td><td>${by}</td>${numberCell(theirs, 8)}${
        numberCell(ours, 8)
      }${numberCell(difference, 2)}${numberCell(tolerance, 2)}<td>${
        facts.backend ?? "not told"
      }</td><td class="${within ? "verdict-holds" : "verdict-not"}">${within ? "✓" : "✗"} ${
        inlineHtml(verdict)
      }</td></tr>`
    );
    return markup`${heading(`numbers-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}. Ours were computed for this report, on ${
      computedOn(facts)
    }; theirs are printed in the article, defined, or ${made}.</p>${
      scrolledTable(columns, body, columns.slice(2, 6))
    }`;
  });
  return [markup`<p>${note}</p>`, ...shown];
}

/** What a lesson's own computations ran on. */
function computedOn({ backend, device }: LessonFacts): string {
  return backend ? `${backend} (${device})` : "a backend that the lesson did not tell";
}

function claimTables({ chapters, references }: WholeBook, heading: Heading): Markup[] {
  const tables = byArticle(chapters, ({ claims }) => claims);
  if (tables.length === 0) return [markup`<p>No lesson of this report tests a claim.</p>`];
  return tables.map(({ article, rows, outline, facts, recorded }, i) => {
    const from = recorded
      ? markup`The verdicts were computed for this report, from trainings that were recorded before:
${recorded}.`
      : markup`Computed for this report, on ${computedOn(facts)}.`;
    return markup`${heading(`claims-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}. ${from}</p>${claimTable(rows)}`;
  });
}

function claimTable(rows: readonly ArticleClaim[]): Markup {
  const marks = new Map<string, readonly [kind: string, mark: string]>([
    ["holds", ["verdict-holds", "✓"]],
    ["does not hold", ["verdict-not nowrap", "✗"]],
  ]);
  const body = rows.map(({ claim, verdict, evidence }) => {
    // A notebook may hold anything: what is no verdict decides nothing.
    const [kind, mark] = marks.get(verdict) ?? ["nowrap", "…"];
    return markup`<tr><td>${inlineHtml(claim)}</td><td class="${kind}">${mark} ${verdict}</td><td>${
      inlineHtml(evidence)
    }</td></tr>`;
  });
  return scrolledTable(["claim", "verdict", "evidence"], body);
}

function emojiTable({ emoji }: WholeBook, heading: Heading): Markup[] {
  if (!emoji) return [];
  const { html, claims } = emojiWords(emoji);
  return [heading("emoji", "Classes and a hand never seen"), html, claimTable(claims)];
}

/** Each item of the articles with what became of it, folded and in pages only, and how many of each kind there are. */
function ledgerTables({ ledger = [], references }: WholeBook, heading: Heading): Markup[] {
  if (ledger.length === 0) return [];
  const articles = references.whole ? [] : [...Map.groupBy(ledger, ({ article }) => article)];
  const tables = articles.map(([article, rows]) =>
    ledgerTable(rows, VERDICT_FILE, references, `Article ${article}, item by item`)
  );
  return [
    heading("items", "The articles, item by item"),
    markup`<p>Every step, formula, picture, claim and number of the five articles, and where it stands
as the lessons are now${references.whole && "; each lesson ends with its own"}.</p>`,
    ledgerCounts(ledger),
    ...tables,
  ];
}

function checkTable({ chapters, references }: WholeBook): Markup {
  const body = chapters.map(({ outline, facts }) => {
    const { problem } = outline.lesson;
    const state = problem ? `stopped in code cell ${problem.cell}` : "ran to its end";
    return markup`<tr><td>${lessonLink(outline, references)}</td>${numberCell(facts.right)}${
      numberCell(facts.wrong)
    }<td>${state}</td></tr>`;
  });
  return markup`<p>A lesson’s sentence with a tick is held against what the lesson computed for this report, or
read from a recording that it names: were it false, the lesson would have stopped there. Where a
parameter was changed, a sentence may be false; it is then marked as false.</p>${
    scrolledTable(["lesson", "true", "false", "the lesson"], body, ["true", "false"])
  }`;
}

function agreementTable({ agreement, made }: WholeBook): Markup {
  const { rows, without, notOffered, missing, problems } = agreement;
  // "definition, float64" and "tensors, float32, wasm": the layer, and what it ran on.
  const layers = Map.groupBy(
    [...new Set(rows.map(({ ours }) => ours))],
    (ours) => ours.split(", ")[0],
  );
  const body = [...Map.groupBy(rows, ({ framework }) => framework)].flatMap(([framework, own]) => {
    const rules = [...new Set(own.map(({ rule }) => rule))];
    return rules.map((rule, i) => {
      const cells = [...layers.values()].flatMap((variants) => {
        const found = variants.map((ours) =>
          own.find((row) => row.rule === rule && row.ours === ours)
        );
        const differences = found.map((row) =>
          row === undefined
            ? markup`<td></td>`
            : row.within
            ? numberCell(row.difference, 2)
            : markup`<td class="number verdict-not">✗ ${numberText(row.difference, 2)}</td>`
        );
        return [numberCell(found.find((row) => row)?.values ?? 0), ...differences];
      });
      const name = i === 0 &&
        markup`<th scope="rowgroup" rowspan="${rules.length}">${framework}</th>`;
      return markup`<tr>${name}<td>${rule}</td>${cells}</tr>`;
    });
  });
  const notes = [
    `${without} cases are left out in which the framework refuses the input or gives no finite number`,
    ...(notOffered.length > 0
      ? [`recorded, and not a rule of the library: ${notOffered.join("; ")}`]
      : []),
    ...missing.map((backend) => `not on this machine: ${backend}`),
  ];
  const groups = [...layers].map(([layer, variants]) => {
    const { tolerance } = rows.find(({ ours }) => ours === variants[0])!;
    return markup`<th scope="colgroup" colspan="${
      variants.length + 1
    }" class="center">${layer}, at most ${tolerance}</th>`;
  });
  const columns = [...layers.values()].flatMap((variants) =>
    ["values", ...variants.map((ours) => ours.split(", ").slice(1).join(" "))]
      .map((name) => markup`<th scope="col" class="number">${name}</th>`)
  );
  return markup`<p>Every value that a framework gave in float64, ugly batches included, against the library on the
same input: <code>lib/reference</code>, loops in float64, and <code>lib/losses</code>, tensors in float32
on each backend. Beside the number of
values stands the largest difference, relative to the largest number of its case, with a cross where
it is more than the layer’s tolerance. The library’s were computed for this report, the frameworks’
${made}.</p>${
    problems.map((problem) => markup`<p class="verdict-not">✗ ${problem}.</p>`)
  }<div class="scroll"><table><thead><tr><th rowspan="2" scope="col">framework</th>
<th rowspan="2" scope="col">rule</th>${groups}</tr><tr>${columns}</tr></thead>
<tbody>${body}</tbody></table></div><p class="quiet">${
    notes.map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" ")
  }</p>`;
}

function conformanceTable({ conformance: { rows, margin } }: WholeBook): Markup {
  const body = rows.map(({ loss, rule, value, denominator, why }) =>
    markup`<tr><td>${loss}</td><td>${rule}</td>${
      value === null ? markup`<td class="number">none</td>` : numberCell(value, 6)
    }${numberCell(denominator)}<td>${why}</td></tr>`
  );
  const columns = ["loss", "rule", "value", "mean over", "why"];
  return markup`<p>The lessons’ six points with margin ${margin}, computed for this report by <code>conform</code>: losses of one
name are not one loss.</p>${scrolledTable(columns, body, columns.slice(2, 4))}`;
}

function numberCell(value: number, digits?: number): Markup {
  return markup`<td class="number">${
    digits === undefined ? value : numberText(value, digits)
  }</td>`;
}

/** A number as tables have it: small and large ones with an exponent, digits that say nothing left out. */
function numberText(value: number, digits: number): string {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(digits));
  return value !== 0 && (size < 1e-4 || size >= 1e9)
    ? short.toExponential().replace("e+", "e")
    : String(short);
}

/** How many values of the frameworks there are: each layer is held against the same. */
function recordedValues({ rows }: Agreement): number {
  const first = rows[0]?.ours;
  return rows.filter(({ ours }) => ours === first).reduce((sum, { values }) => sum + values, 0);
}

/** The lessons' tables of one kind, article by article; what belongs to none comes last. */
function byArticle<Table extends { article: number }>(
  chapters: readonly Chapter[],
  tablesOf: (facts: LessonFacts) => Table[],
) {
  return chapters.flatMap(({ outline, facts }) =>
    tablesOf(facts).map((table) => ({ ...table, outline, facts }))
  ).sort((a, b) => (a.article || Infinity) - (b.article || Infinity) || 0);
}

function articleName(article: number): string {
  return article === 0 ? "Beside the articles" : `Article ${article}`;
}

function lessonLink(outline: Outline, references: References): Markup {
  return markup`<a href="${
    references.href(VERDICT_FILE, outline.file)
  }">lesson ${outline.number}, ${inlineHtml(outline.title)}</a>`;
}
