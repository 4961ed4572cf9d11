import { escapeHtml } from "../../workspace/escape_html.ts";
import { inlineHtml } from "../inline_html.ts";
import type { LessonFacts } from "../lesson_facts.ts";
import type { Outline } from "../outline.ts";
import type { TocEntry } from "../page.ts";
import type { References } from "../references.ts";
import type { Agreement } from "../../agreement/agreement.ts";
import type { ConformRow } from "../../reference/mod.ts";

/** A lesson, and what its outputs carry. */
export interface LessonVerdict {
  /** The lesson. */
  outline: Outline;
  /** What it told. */
  facts: LessonFacts;
}

/** What the verdict page is made of. */
export interface VerdictParts {
  /** The lessons of this report. */
  lessons: readonly LessonVerdict[];
  /** The library beside numpy, TensorFlow and PyTorch. */
  agreement: Agreement;
  /** The frameworks' versions that made the recorded values, in words. */
  made: string;
  /** The toy batch under every named rule. */
  conformance: { rows: readonly ConformRow[]; margin: number };
  /** Where everything stands. */
  references: References;
}

/** The verdict page's file. */
export const VERDICT_FILE = "verdict.html";

/** The sums of the verdict page, for the cover. */
export interface VerdictSums {
  /** Numbers of articles within their tolerance. */
  reproduced: number;
  /** Numbers of articles in all. */
  values: number;
  /** Claims tested. */
  claims: number;
  /** Sentences checked. */
  checks: number;
}

/** Adds up what the lessons told. */
export function verdictSums(lessons: readonly LessonVerdict[]): VerdictSums {
  const rows = lessons.flatMap(({ facts }) => facts.values.flatMap(({ rows }) => rows));
  return {
    reproduced: rows.filter(({ within }) => within).length,
    values: rows.length,
    claims: lessons.flatMap(({ facts }) => facts.claims.flatMap(({ rows }) => rows)).length,
    checks: lessons.reduce((sum, { facts }) => sum + facts.right, 0),
  };
}

/**
 * The verdict: every number of every article beside ours, every claim with what became of it, all
 * checked sentences counted, the agreement with numpy, TensorFlow and PyTorch, and one batch under
 * every named rule. Nothing on it is typed; all of it comes from the run.
 *
 * @param parts What the lessons told, and what was computed beside them.
 * @returns The page's body and its sections.
 */
export function verdictBody(parts: VerdictParts): { html: string; toc: TocEntry[] } {
  const { lessons, references } = parts;
  const sums = verdictSums(lessons);
  const toc: TocEntry[] = [];
  const heading = (place: string, title: string, level = 2) => {
    const id = references.id(VERDICT_FILE, place);
    if (level === 2) toc.push({ id, number: "", title, level });
    return `<h${level} id="${escapeHtml(id)}">${title}</h${level}>`;
  };
  const html = [
    `<h1 id="${escapeHtml(references.id(VERDICT_FILE, "top"))}">The verdict</h1>`,
    `<p class="lead">What this run made of the articles' numbers and claims, and how near the library
comes to numpy, TensorFlow and PyTorch. Everything here was computed for this report.</p>`,
    `<dl class="facts">${fact("numbers reproduced", `${sums.reproduced} of ${sums.values}`)}${
      fact("claims tested", sums.claims)
    }${fact("sentences checked", sums.checks)}${
      fact("framework values", recordedValues(parts.agreement))
    }</dl>`,
    heading("numbers", "The articles’ numbers"),
    ...valueTables(parts, heading),
    heading("claims", "The articles’ claims"),
    ...claimTables(parts, heading),
    heading("checks", "Checked sentences"),
    checkTable(parts),
    heading("agreement", "Agreement with numpy, TensorFlow and PyTorch"),
    agreementTable(parts),
    heading("rules", "One batch under every named rule"),
    conformanceTable(parts),
  ];
  return { html: html.join("\n"), toc };
}

type Heading = (place: string, title: string, level?: number) => string;

function valueTables({ lessons, references }: VerdictParts, heading: Heading): string[] {
  const tables = lessons.flatMap((lesson) =>
    lesson.facts.values.map((table) => ({ ...table, ...lesson }))
  ).sort(byArticle);
  if (tables.length === 0) return ["<p>No lesson of this report has such numbers.</p>"];
  return [
    refutedNote(tables),
    ...tables.map(({ article, rows, outline, facts }, i) => {
      const backend = facts.backend ?? "not told";
      const body = rows.map((row) =>
        `<tr><td>${inlineHtml(row.what)}</td><td>${escapeHtml(row.by)}</td>${
          numberCell(row.theirs, 8)
        }${numberCell(row.ours, 8)}${numberCell(row.difference, 2)}${
          numberCell(row.tolerance, 2)
        }<td>${escapeHtml(backend)}</td><td class="${
          row.within ? "verdict-holds" : "verdict-not"
        }">${row.within ? "✓" : "✗"} ${inlineHtml(row.verdict)}</td></tr>`
      );
      return `${heading(`numbers-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}.</p>${
        tableHtml([
          "number",
          "by",
          "*theirs",
          "*ours",
          "*difference",
          "*tolerance",
          "backend",
          "verdict",
        ], body)
      }`;
    }),
  ];
}

/** How many numbers could not be reproduced, and that each row says why. */
function refutedNote(tables: readonly { rows: readonly { within: boolean }[] }[]): string {
  const off = tables.flatMap(({ rows }) => rows).filter(({ within }) => !within).length;
  if (off === 0) return "<p>All of them are within their tolerance.</p>";
  return `<p>${off} ${
    off === 1 ? "is" : "are"
  } not within the tolerance; the last column says why.</p>`;
}

function claimTables({ lessons, references }: VerdictParts, heading: Heading): string[] {
  const tables = lessons.flatMap((lesson) =>
    lesson.facts.claims.map((table) => ({ ...table, ...lesson }))
  ).sort(byArticle);
  if (tables.length === 0) return ["<p>No lesson of this report tests a claim.</p>"];
  return tables.map(({ article, rows, outline }, i) => {
    const marks: Record<string, string> = {
      "holds": '<td class="verdict-holds">✓ ',
      "does not hold": '<td class="verdict-not nowrap">✗ ',
    };
    const body = rows.map(({ claim, verdict, evidence }) =>
      `<tr><td>${inlineHtml(claim)}</td>${marks[verdict] ?? '<td class="nowrap">… '}${
        escapeHtml(verdict)
      }</td><td>${inlineHtml(evidence)}</td></tr>`
    );
    return `${heading(`claims-${i + 1}`, articleName(article), 3)}
<p>From ${lessonLink(outline, references)}.</p>${
      tableHtml(["claim", "verdict", "evidence"], body)
    }`;
  });
}

function checkTable({ lessons, references }: VerdictParts): string {
  const body = lessons.map(({ outline, facts }) => {
    const { problem } = outline.lesson;
    const state = problem ? `stopped in code cell ${problem.cell}` : "ran to its end";
    return `<tr><td>${lessonLink(outline, references)}</td>${numberCell(facts.right)}${
      numberCell(facts.wrong)
    }<td>${state}</td></tr>`;
  });
  return `<p>A lesson’s sentence with a tick is held against what was computed: were it false, the lesson
would have stopped there. Where a parameter was changed, a sentence may be false; it is then marked
as false.</p>${tableHtml(["lesson", "*true", "*false", "the lesson"], body)}`;
}

function agreementTable(
  { agreement: { rows, without, notOffered, missing }, made }: VerdictParts,
): string {
  // "definition, float64" and "tensors, float32, wasm": the layer, and what it ran on.
  const layers = Map.groupBy(
    [...new Set(rows.map(({ ours }) => ours))],
    (ours) => ours.split(", ")[0],
  );
  const find = (framework: string, rule: string, ours: string) =>
    rows.find((row) => row.framework === framework && row.rule === rule && row.ours === ours);
  const body = [...Map.groupBy(rows, ({ framework }) => framework)].flatMap(([framework, own]) => {
    const rules = [...new Set(own.map(({ rule }) => rule))];
    return rules.map((rule, i) => {
      const cells = [...layers.values()].flatMap((variants) => {
        const found = variants.map((ours) => find(framework, rule, ours));
        const differences = found.map((row) => row ? numberCell(row.difference, 2) : "<td></td>");
        return [numberCell(found.find((row) => row)?.values ?? 0), ...differences];
      });
      const name = i === 0
        ? `<th scope="rowgroup" rowspan="${rules.length}">${escapeHtml(framework)}</th>`
        : "";
      return `<tr>${name}<td>${escapeHtml(rule)}</td>${cells.join("")}</tr>`;
    });
  });
  const notes = [
    `${without} cases are left out in which the framework refuses the input or gives no finite number`,
    ...(notOffered.length > 0
      ? [`recorded, and not a rule of the library: ${notOffered.join("; ")}`]
      : []),
    ...missing.map((backend) => `not on this machine: ${backend}`),
  ];
  const groups = [...layers].map(([layer, variants]) =>
    `<th scope="colgroup" colspan="${variants.length + 1}" class="center">${escapeHtml(layer)}</th>`
  );
  const columns = [...layers.values()].flatMap((variants) =>
    ["values", ...variants.map((ours) => ours.split(", ").slice(1).join(" "))]
      .map((name) => `<th scope="col" class="number">${escapeHtml(name)}</th>`)
  );
  return `<p>Every value that a framework gave in float64, ugly batches included, against the library on the
same input: <code>lib/reference</code>, loops in float64, and <code>lib/losses</code>, tensors in float32
on each backend. Beside the number of
values stands the largest difference, relative to the largest number of its case. (${
    escapeHtml(made)
  }.)</p><div class="scroll"><table><thead><tr><th rowspan="2" scope="col">framework</th>` +
    `<th rowspan="2" scope="col">rule</th>${groups.join("")}</tr><tr>${
      columns.join("")
    }</tr></thead>` +
    `<tbody>${body.join("\n")}</tbody></table></div><p class="quiet">${
      escapeHtml(notes.map((note) => `${note[0].toUpperCase()}${note.slice(1)}.`).join(" "))
    }</p>`;
}

function conformanceTable({ conformance: { rows, margin } }: VerdictParts): string {
  const body = rows.map(({ loss, rule, value, denominator, why }) =>
    `<tr><td>${escapeHtml(loss)}</td><td>${escapeHtml(rule)}</td>${
      value === null ? '<td class="number">none</td>' : numberCell(value, 6)
    }${numberCell(denominator)}<td>${escapeHtml(why)}</td></tr>`
  );
  return `<p>The lessons’ six points with margin ${margin}, computed by <code>conform</code>: losses of one
name are not one loss.</p>${tableHtml(["loss", "rule", "*value", "*mean over", "why"], body)}`;
}

/** A table; a column whose name begins with a star holds numbers. */
function tableHtml(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((name) =>
    name.startsWith("*")
      ? `<th scope="col" class="number">${name.slice(1)}</th>`
      : `<th scope="col">${name}</th>`
  );
  return `<div class="scroll"><table><thead><tr>${head.join("")}</tr></thead><tbody>${
    rows.join("\n")
  }</tbody></table></div>`;
}

function numberCell(value: number, digits?: number): string {
  return `<td class="number">${digits === undefined ? value : numberText(value, digits)}</td>`;
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

function fact(name: string, value: string | number): string {
  return `<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Article by article; what belongs to none comes last. */
function byArticle(a: { article: number }, b: { article: number }): number {
  return (a.article || Infinity) - (b.article || Infinity) || 0;
}

function articleName(article: number): string {
  return article === 0 ? "Beside the articles" : `Article ${article}`;
}

function lessonLink(outline: Outline, references: References): string {
  return `<a href="${
    escapeHtml(references.href(VERDICT_FILE, outline.file))
  }">lesson ${outline.number}, ${inlineHtml(outline.title)}</a>`;
}
