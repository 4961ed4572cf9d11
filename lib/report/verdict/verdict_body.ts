import { recordingInWords } from "../../lessons/article_claims.ts";
import { type ArticleClaim, claimOfAnswer } from "../../lessons/mod.ts";
import { type Markup, markup } from "../../workspace/markup.ts";
import type { Chapter, PageBody, WholeBook } from "../book_parts.ts";
import { type Heading, headingsOf } from "../headings_of.ts";
import { inlineHtml } from "../inline_html.ts";
import { ledgerCounts, ledgerTable } from "../ledger_table.ts";
import type { LessonFacts } from "../lesson_facts.ts";
import type { Outline } from "../outline.ts";
import type { References } from "../references.ts";
import { classed, scrolledTable } from "../../workspace/scrolled_table.ts";

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

/** The verdict; nothing on it is typed, all comes from the run and from what it read. */
export function verdictBody(book: WholeBook): PageBody {
  const { chapters, references, agreement, ledger = [] } = book;
  const { own, others, claims, checks } = verdictSums(chapters);
  // Each layer is held against the same values.
  const compared = agreement.rows.filter(({ ours }) => ours === agreement.rows[0].ours);
  const { heading, toc } = headingsOf(VERDICT_FILE, references);
  const facts: [name: string, value: string | number][] = [
    ["articles' own numbers reproduced", `${own.reproduced} of ${own.values}`],
    ["numbers of their programs", `${others.reproduced} of ${others.values}`],
    ["claims tested", claims],
    ["items of the articles in a lesson", ledger.length],
    ["sentences checked", checks],
    ["framework values", compared.reduce((sum, { values }) => sum + values, 0)],
  ];
  const html = markup`${heading("top", "The verdict", 1)}
<p class="lead">What this run made of the articles' numbers and claims, and how near the library
comes to numpy, TensorFlow and PyTorch. At each table stands what was computed for this report, and
what was recorded before, and by what.</p>
<dl class="facts">${
    facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  }</dl>
${heading("numbers", "The articles' numbers")}${valueTables(book, heading)}
${heading("claims", "The articles' claims")}${claimTables(book, heading)}
${emojiTable(book, heading)}${ledgerTables(book, heading)}
${heading("checks", "Checked sentences")}${checkTable(book)}
${heading("agreement", "Agreement with numpy, TensorFlow and PyTorch")}${agreementTable(book)}
${heading("rules", "One batch under every named rule")}${conformanceTable(book)}`;
  return { html, toc };
}

function valueTables({ chapters, references, made }: WholeBook, heading: Heading): Markup {
  const tables = byArticle(chapters, ({ values }) => values);
  if (tables.length === 0) return markup`<p>No lesson of this report has such numbers.</p>`;
  const off = tables.flatMap(({ rows }) => rows).filter(({ within }) => !within).length;
  const note = off === 0
    ? "All of them are within their tolerance."
    : `${off} ${off === 1 ? "is" : "are"} not within the tolerance; the last column says why.`;
  const columns = "number by theirs ours difference tolerance backend verdict".split(" ");
  const shown = tables.map(({ article, rows, outline, facts }, i) => {
    const body = rows.map(({ what, by, theirs, ours, difference, tolerance, within, verdict }) => [
      ...[inlineHtml(what), by, number(theirs, 8), number(ours, 8), number(difference, 2)],
      ...[number(tolerance, 2), facts.backend ?? "not told"],
      classed(
        markup`${within ? "✓" : "✗"} ${inlineHtml(verdict)}`,
        within ? "verdict-holds" : "verdict-not",
      ),
    ]);
    return markup`${heading(`numbers-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}. Ours were computed for this report, on ${
      computedOn(facts)
    }; theirs are printed in the article, defined, or ${made}.</p>${scrolledTable(columns, body)}`;
  });
  return markup`<p>${note}</p>${shown}`;
}

const computedOn = ({ backend, device }: LessonFacts) =>
  backend ? `${backend} (${device})` : "a backend that the lesson did not tell";

function claimTables({ chapters, references }: WholeBook, heading: Heading): Markup {
  const tables = byArticle(chapters, ({ claims }) => claims);
  if (tables.length === 0) return markup`<p>No lesson of this report tests a claim.</p>`;
  return markup`<p>Of recorded trainings a claim holds when each of its differences is decided for it, with p of
0.05 or less; it holds in part when some are and none against it. The evidence says which.</p>${
    tables.map(({ article, rows, outline, facts, recorded }, i) =>
      markup`${heading(`claims-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}. ${
        recorded ? fromRecording(recorded) : `Computed for this report, on ${computedOn(facts)}.`
      }</p>${claimTable(rows)}`
    )
  }`;
}

const fromRecording = (recorded: string) =>
  `The verdicts were computed for this report, from trainings that were recorded before:
${recorded}.`;

function claimTable(rows: readonly ArticleClaim[]): Markup {
  const marks = new Map<string, readonly [kind: string, mark: string]>([
    ["holds", ["verdict-holds", "✓"]],
    ["holds in part", ["verdict-holds nowrap", "✓"]],
    ["fails in part", ["verdict-not nowrap", "✗"]],
    ["does not hold", ["verdict-not nowrap", "✗"]],
  ]);
  const body = rows.map(({ claim, verdict, evidence }) => {
    // A notebook may hold anything: what is no verdict decides nothing.
    const [kind, mark] = marks.get(verdict) ?? ["nowrap", "…"];
    return [inlineHtml(claim), classed(`${mark} ${verdict}`, kind), inlineHtml(evidence)];
  });
  return scrolledTable(["claim", "verdict", "evidence"], body);
}

function emojiTable({ emoji }: WholeBook, heading: Heading): Markup | undefined {
  if (!emoji) return undefined;
  return markup`${heading("emoji", "Classes and a hand never seen")}
<p>The lessons try the claims on digits, of which there are ten; here they are tried on emoji, and with
networks that never saw one of the hands. Lesson 6 has the figure. ${
    fromRecording(recordingInWords(emoji.facts))
  }</p>${claimTable(emoji.answers.map((answer) => claimOfAnswer(answer)))}`;
}

/** What became of the items of the articles; on paper each lesson ends with its own. */
function ledgerTables({ ledger = [], references }: WholeBook, heading: Heading) {
  if (ledger.length === 0) return undefined;
  const articles = references.whole ? [] : [...Map.groupBy(ledger, ({ article }) => article)];
  const tables = articles.map(([article, rows]) =>
    ledgerTable(rows, VERDICT_FILE, references, `Article ${article}, item by item`)
  );
  return markup`${heading("items", "The articles, item by item")}
<p>Every step, formula, picture, claim and number of the five articles, and where it stands
as the lessons are now${references.whole && "; each lesson ends with its own"}.</p>${
    ledgerCounts(ledger)
  }${tables}`;
}

function checkTable({ chapters, references }: WholeBook): Markup {
  const body = chapters.map(({ outline, facts }) => {
    const { problem } = outline.lesson;
    const state = problem ? `stopped in code cell ${problem.cell}` : "ran to its end";
    return [lessonLink(outline, references), facts.right, facts.wrong, state];
  });
  return markup`<p>A lesson's sentence with a tick is held against what the lesson computed for this report, or
read from a recording that it names: were it false, the lesson would have stopped there. Where a
parameter was changed, a sentence may be false; it is then marked as false.</p>${
    scrolledTable(["lesson", "true", "false", "the lesson"], body)
  }`;
}

function agreementTable({ agreement, made }: WholeBook): Markup {
  const { rows, without, notOffered, missing, problems } = agreement;
  // "definition, float64" and "tensors, float32, wasm": the layer, and what it ran on.
  const all = new Set(rows.map(({ ours }) => ours));
  const layers = [...Map.groupBy(all, (ours) => ours.split(", ")[0])];
  const body = [...Map.groupBy(rows, ({ framework }) => framework)].flatMap(([framework, own]) => {
    const rules = [...Map.groupBy(own, ({ rule }) => rule)];
    return rules.map(([rule, found], i) => {
      const cells = layers.map(([, variants]) => {
        const shown = variants.map((ours) => found.find((row) => row.ours === ours));
        const differences = shown.map((row) => {
          if (!row) return markup`<td></td>`;
          if (row.within) return number(row.difference, 2);
          return classed(`✗ ${numberText(row.difference, 2)}`, "number verdict-not");
        });
        return [classed(shown.find(Boolean)?.values ?? 0, "number"), differences];
      });
      const name = i === 0 &&
        markup`<th scope="rowgroup" rowspan="${rules.length}">${framework}</th>`;
      return markup`<tr>${name}<td>${rule}</td>${cells}</tr>`;
    });
  });
  const notes = [
    `${without} cases are left out in which the framework refuses the input or gives no finite number`,
    notOffered.length > 0 && `recorded, and not a rule of the library: ${notOffered.join("; ")}`,
    ...missing.map((backend) => `not on this machine: ${backend}`),
  ].filter((note) => note !== false);
  const groups = layers.map(([layer, variants]) => {
    const { tolerance } = rows.find(({ ours }) => ours === variants[0])!;
    return markup`<th scope="colgroup" colspan="${
      variants.length + 1
    }" class="center">${layer}, at most ${tolerance}</th>`;
  });
  const columns = layers.map(([, variants]) =>
    ["values", ...variants.map((ours) => ours.split(", ").slice(1).join(" "))]
      .map((name) => markup`<th scope="col" class="number">${name}</th>`)
  );
  return markup`<p>Every value that a framework gave in float64, ugly batches included, against the library on the
same input: <code>lib/reference</code>, loops in float64, and <code>lib/losses</code>, tensors in float32
on each backend. Beside the number of
values stands the largest difference, relative to the largest number of its case, with a cross where
it is more than the layer's tolerance. The library's were computed for this report, the frameworks'
${made}.</p>${
    problems.map((problem) => markup`<p class="verdict-not">✗ ${problem}.</p>`)
  }<div class="scroll"><table><thead><tr><th rowspan="2" scope="col">framework</th>
<th rowspan="2" scope="col">rule</th>${groups}</tr><tr>${columns}</tr></thead>
<tbody>${body}</tbody></table></div><p class="quiet">${
    notes.map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" ")
  }</p>`;
}

function conformanceTable({ conformance: { rows, margin } }: WholeBook): Markup {
  const body = rows.map(({ loss, rule, value, denominator, why }) => {
    const shown = value === null ? classed("none", "number") : number(value, 6);
    return [loss, rule, shown, denominator, why];
  });
  return markup`<p>The lessons' six points with margin ${margin}, computed for this report by <code>conform</code>: losses of one
name are not one loss.</p>${scrolledTable(["loss", "rule", "value", "mean over", "why"], body)}`;
}

const number = (value: number, digits: number) => classed(numberText(value, digits), "number");

/** A number as tables have it: small and large ones with an exponent, digits that say nothing left out. */
function numberText(value: number, digits: number): string {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(digits));
  return value !== 0 && (size < 1e-4 || size >= 1e9)
    ? short.toExponential().replace("e+", "e")
    : String(short);
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

const articleName = (article: number) =>
  article === 0 ? "Beside the articles" : `Article ${article}`;

function lessonLink(outline: Outline, references: References): Markup {
  return markup`<a href="${
    references.href(VERDICT_FILE, outline.file)
  }">lesson ${outline.number}, ${inlineHtml(outline.title)}</a>`;
}
