import { checkOptions } from "../checks/mod.ts";
import { significant } from "../charts/numbers.ts";
import { type Markup, Markup as Raw, markup } from "../workspace/markup.ts";
import { scrolledTable } from "../workspace/scrolled_table.ts";
import { checkDiagnosis } from "./check_diagnosis.ts";
import { diagnosisFigures } from "./diagnosis_figures.ts";
import { nameOfRow } from "./explain_value.ts";
import type { ReadSample } from "./read_sample.ts";
import type { Diagnosis, ExplainedRow, Finding } from "./types.ts";

/** Where a place of a lesson is to be had; nothing where it is not. */
export type LessonLink = (lesson: Finding["lesson"]) => string | undefined;

/** A lesson's place in words: `lesson 4, section 7.2`. */
export const placeOfLesson = ({ number, anchor }: Finding["lesson"]): string =>
  `lesson ${number}, ${anchor.replace("-", " ").replaceAll("-", ".")}`;

/**
 * A diagnosis as a page's body, every text escaped; `read` and `notes` are what `readSample` says.
 *
 * @example
 * ```ts
 * import { diagnose, diagnosisBody } from "@triplet-lab/triplet-lab/clinic";
 * import { assertStringIncludes } from "@std/assert";
 * const html = diagnosisBody(diagnose({ log: { loss: [0.3, NaN] } }));
 * assertStringIncludes(html, '<h3 id="not-finite">Numbers are not finite</h3>');
 * ```
 */
export function diagnosisBody(
  diagnosis: Diagnosis,
  options?: Partial<ReadSample> & { link?: LessonLink },
): string {
  const { read = [], notes = [], link } = checkOptions(options, "sample read notes link");
  checkDiagnosis(diagnosis, { read, notes });
  const { verdict, findings, measured, tables: { columns, explanation } } = diagnosis;
  const last = measured.snapshots.at(-1);
  const list = (lines: readonly (string | Markup)[]) =>
    markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
  const all = [...notes, ...diagnosis.notes];
  const rule = (row: ExplainedRow) => [nameOfRow(row), GIVES[String(row.gives)], row.reason];
  return markup`<h1>Diagnosis</h1>
<p data-verdict="${verdict}"><strong>${SAID[verdict]}</strong></p>
${
    findings.length > 0 &&
    list(findings.map(({ id, title, sure }) => markup`<a href="#${id}">${title}</a> (${sure})`))
  }
<h2 id="read">What was read</h2>
${list(read)}
${
    columns.length > 0 &&
    scrolledTable(["meaning", "column"], columns.map(({ meaning, column }) => [meaning, column]))
  }
${all.length > 0 && list(all)}
<h2 id="measured">What was measured</h2>
${diagnosisFigures(diagnosis).map((figure) => markup`<figure>${new Raw(figure.toSvg())}</figure>`)}
${last && scrolledTable(["of the last embeddings", "value"], factsOf(diagnosis))}
${
    last?.labelled &&
    markup`<h3>Who is nearest</h3>${
      scrolledTable(
        ["row", "label", "labels of the five nearest"],
        last.neighbours.map(({ row, label, found }) => [row, label, found.join(", ")]),
      )
    }`
  }
<h2 id="findings">Findings</h2>
${findings.length === 0 && markup`<p>None.</p>`}
${findings.map((finding) => findingBody(finding, link))}
${
    explanation && markup`<h2 id="rules">The rule behind the value</h2><p>${explanation.answer}</p>
${scrolledTable(["rule", "gives it", "why"], explanation.rows.map(rule))}`
  }`.text;
}

const GIVES: Readonly<Record<string, string>> = { true: "yes", false: "no", sum: "sum" };
export const SAID: Readonly<Record<Diagnosis["verdict"], string>> = {
  "ill": "Something is wrong.",
  "nothing found": "Nothing wrong was found.",
  "not decided": "Not decided: what there is does not tell.",
};

function findingBody(
  { id, title, sure, measured, otherwise, cure, lesson }: Finding,
  link?: LessonLink,
): Markup {
  const place = placeOfLesson(lesson), to = link?.(lesson);
  return markup`<h3 id="${id}">${title}</h3>
<p><strong>${sure}</strong>: ${measured}.</p>
<p>It could also be: ${otherwise.join("; ")}.</p>
<p>What helps: ${cure}. See ${to ? markup`<a href="${to}">${place}</a>` : place}.</p>`;
}

export function factsOf({ measured }: Diagnosis): [string, string][] {
  const s = measured.snapshots.at(-1);
  if (!s) return [];
  const { easy, semiHard, hard, positive50, negative50 } = s.statistics;
  const { first, effective } = s.directions;
  const percent = (share: number) => `${significant(100 * share)} %`;
  const unsaid = measured.margin === undefined ? " (no margin was given: 0)" : "";
  const facts: [string, string][] = [
    ["rows x numbers", `${s.rows} x ${s.dim}`],
    ["length of a row", `${significant(s.length)}, scatters by ${percent(s.lengthSpread)}`],
    ["directions in effect", `${significant(effective)}, the first has ${percent(first)}`],
  ];
  if (!s.labelled) return facts;
  return [
    ...facts,
    ["classes", String(s.classes)],
    ["easy, semi-hard, hard", [easy, semiHard, hard].map(percent).join(", ") + unsaid],
    ["median d(a,p), d(a,n)", `${significant(positive50)}, ${significant(negative50)}`],
    ["nearest is of its class", percent(s.recallAt1)],
  ];
}
