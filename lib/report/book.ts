import type { Agreement } from "../agreement/agreement.ts";
import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";
import type { RecordedEmoji } from "../experiments/mod.ts";
import type { ListedExercise } from "../page/asking/progress.ts";
import { type LiveFigureData, liveHtml } from "../live/live_html.ts";
import { isLiveFigure, liveScript } from "../live/live_script.ts";
import { codeCells, joined } from "../notebooks/notebook.ts";
import { Markup, markup } from "../workspace/markup.ts";
import { LIVE_FIGURE } from "../workspace/mime_types.ts";
import type { ConformRow } from "../reference/mod.ts";
import { expectedAnswers } from "./expected_answers.ts";
import { COVER_FILE, coverBody, DOCS_FILE } from "./cover_body.ts";
import { CLINIC_FILE, clinicBody } from "./clinic_body.ts";
import { GLOSSARY_FILE, glossaryBody } from "./glossary_body.ts";
import { carriedLesson, downloadsBox } from "./downloads_box.ts";
import { FORMULAS_FILE, formulaSheet } from "./formula_sheet.ts";
import { glossaryOf, type Term } from "./glossary.ts";
import { inlineHtml } from "./inline_html.ts";
import type { LedgerRow } from "./ledger.ts";
import { ledgerTable } from "./ledger_table.ts";
import type { Edition, Lesson } from "./lesson.ts";
import { type LessonBody, lessonBody } from "./lesson_body.ts";
import { type LessonFacts, lessonFacts } from "./lesson_facts.ts";
import { lessonNotes, lessonToc } from "./lesson_page.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { packed } from "./packed.ts";
import { type Neighbour, page } from "./page.ts";
import { pageLink } from "./page_link.ts";
import { plainText } from "./plain_text.ts";
import { printDocument } from "./print_document.ts";
import { progressBox } from "./progress_box.ts";
import { provenanceHtml, type RunFacts } from "./provenance_html.ts";
import { References } from "./references.ts";
import { runningParts } from "./running_page.ts";
import { teachersPage } from "./teachers_page.ts";
import { VERDICT_FILE, verdictBody, verdictSums } from "./verdict/verdict_body.ts";

/** What a book is made of. */
export interface BookParts {
  /** All notebooks in reading order; those that were not executed only lend their numbers. */
  lessons: readonly Lesson[];
  /** Whose edition. */
  edition: Edition;
  /** Whether the lessons ask for predictions. Default true. */
  questions?: boolean;
  /** What all pages have in common. */
  run: RunFacts;
  /** How long a lesson ran, in words. */
  time: (milliseconds: number) => string;
  /** The library beside the frameworks. */
  agreement: Agreement;
  /** What made the recorded values, in words. */
  made: string;
  /** The toy batch under every rule. */
  conformance: { rows: readonly ConformRow[]; margin: number };
  /** What became of each item of the articles. Default: nothing is told of it. */
  ledger?: readonly LedgerRow[];
  /** The recorded study on emoji. Default: nothing is told of it. */
  emoji?: RecordedEmoji | undefined;
  /** Whether a page that is not made now is there from an earlier run. */
  there?: (file: string) => boolean;
}

/** A book: files, and what is wrong with them. */
export interface Book {
  /** The pages, by file name. */
  pages: Map<string, string>;
  /** Links that lead nowhere, figures without data, formulas that do not parse: a sentence each. */
  problems: string[];
}

/** A lesson with everything its pages need. */
interface Chapter {
  outline: Outline;
  facts: LessonFacts;
  body: LessonBody;
  time: string;
  exercises: ListedExercise[];
  scripts: string[];
}

/**
 * Makes the pages of a book: cover, lessons, glossary, verdict, each one file that needs nothing else.
 */
export async function bookPages(parts: BookParts): Promise<Book> {
  const { references, chapters, problems, glossary, uses } = await prepare(parts, false);
  const links: Neighbour[] = [
    { file: COVER_FILE, title: markup`triplet-lab` },
    { file: VERDICT_FILE, title: markup`Verdict` },
    { file: CLINIC_FILE, title: markup`Clinic` },
    { file: FORMULAS_FILE, title: markup`Formulas` },
    ...(glossary.terms.length > 0 ? [{ file: GLOSSARY_FILE, title: markup`Glossary` }] : []),
  ];
  const pages = new Map<string, string>();
  const neighbours: Neighbour[] = chapters.map(({ outline: { file, number, title } }) => ({
    file,
    title: markup`${number}. ${inlineHtml(title)}`,
  }));
  const sources = parts.lessons.flatMap(({ notebook }) =>
    codeCells(notebook).map(({ source }) => joined(source))
  );
  for (const [i, { outline, facts, body, time, exercises, scripts }] of chapters.entries()) {
    const [previous, next] = [neighbours[i - 1], neighbours[i + 1]];
    pages.set(
      outline.file,
      await page({
        title: `${outline.number}. ${plainText(outline.title)}`,
        file: outline.file,
        book: links,
        body: markup`${lessonNotes(outline, facts, references)}
${body.html}${forTeachers(outline, parts)}${downloadsBox()}${
          exercises.length > 0 && progressBox(exercises)
        }${itemsOf(outline, parts, references)}`,
        ...await running(outline, body, scripts, sources),
        toc: lessonToc(outline, references),
        ...(previous ? { previous } : {}),
        ...(next ? { next } : {}),
        footer: provenanceHtml(parts.run, facts, time),
        hasCode: true,
      }),
    );
  }
  const footer = provenanceHtml(parts.run);
  const rest = otherBodies(parts, chapters, references, glossary, uses);
  const listed = chapters.flatMap(({ exercises }) => exercises);
  const clinic = await bundleForBrowser("lib/page/program/clinic.ts");
  const progress = listed.length > 0
    ? {
      html: progressBox(listed),
      scripts: [await bundleForBrowser("lib/page/program/cover.ts")],
    }
    : { html: undefined, scripts: [] };
  for (const { file, title, html, toc } of rest) {
    const [more, scripts] = file === COVER_FILE
      ? [progress.html, progress.scripts]
      : [undefined, file === CLINIC_FILE ? [clinic] : []];
    const parts = {
      title,
      file,
      book: links,
      body: markup`${html}${more}`,
      footer,
      scripts,
      wasm: file === CLINIC_FILE,
    };
    pages.set(file, await page(toc ? { ...parts, toc } : parts));
  }
  return { pages, problems };
}

/**
 * The same as one document to print: cover with contents, lessons, verdict, glossary. Where not all
 * lessons are made it is a handout: only the lessons that are.
 */
export async function bookDocument(
  parts: BookParts,
  paper: "a4" | "letter",
): Promise<{ html: string; problems: string[] }> {
  const { references, chapters, problems, glossary, uses } = await prepare(parts, true);
  const lessons = chapters.map(({ outline, facts, body, time }) => ({
    head: `${outline.number}. ${plainText(outline.title)}`,
    html: markup`${lessonNotes(outline, facts, references)}
${body.html}${forTeachers(outline, parts)}${
      parts.edition !== "handout" && itemsOf(outline, parts, references)
    }
<footer class="provenance">${provenanceHtml(parts.run, facts, time)}</footer>`,
  }));
  const [cover, ...rest] = isHandout(parts)
    ? []
    : otherBodies(parts, chapters, references, glossary, uses)
      .map(({ title, html }, i) => ({ head: i > 0 ? title : "", html }));
  const html = printDocument({
    title: isHandout(parts)
      ? chapters.map(({ outline }) => plainText(outline.title)).join(", ")
      : "triplet-lab",
    paper,
    chapters: [...(cover ? [cover] : []), ...lessons, ...rest],
  });
  return { html, problems };
}

/** What a lesson's page needs so that its cells run in it. */
async function running(
  outline: Outline,
  { cells }: LessonBody,
  scripts: string[],
  book: readonly string[],
) {
  const { lesson, notebook } = outline;
  const [program, compiler] = await Promise.all(
    ["program", "compiler"].map((name) => bundleForBrowser(`lib/page/program/${name}.ts`)),
  );
  // In JSON, "<" stands in strings only: written as an escape, none of them ends the element.
  const json = new Markup(JSON.stringify(cells).replaceAll("<", "\\u003c"));
  const name = nameOf(outline);
  return {
    running: {
      cells:
        markup`<script type="application/json" id="cells" data-lesson="${name}">${json}</script>`,
      carried: markup`${packed("compiler", compiler)}${
        carriedLesson(lesson.source, notebook, cells)
      }${await runningParts(book, cells.map(({ source }) => source))}`,
    },
    scripts: [...scripts, program],
  };
}

const nameOf = ({ lesson }: Outline) => lesson.source.replace(/\.ipynb$/, "");

const forTeachers = ({ lesson }: Outline, { edition }: BookParts) =>
  edition === "teacher" && teachersPage(lesson.source);

/** The items of a lesson's own article, and those of others that it has. */
function itemsOf({ number, file }: Outline, parts: BookParts, references: References): Markup {
  const own = (parts.ledger ?? []).filter(({ article, lesson }) =>
    article === number || lesson === number
  );
  return ledgerTable(own, file, references, "The article, item by item");
}

function isHandout({ lessons }: BookParts): boolean {
  return lessons.some(({ made }) => !made);
}

async function prepare(parts: BookParts, whole: boolean) {
  const { lessons, edition, there, time } = parts;
  const outlines = lessons.map((lesson, place) => outlineOf(lesson, place, edition));
  const references = new References(outlines, { whole, ...(there ? { there } : {}) });
  const noGlossary = whole && isHandout(parts);
  const glossary = glossaryOf(noGlossary ? [] : lessons.map(({ notebook }) => notebook));
  const uses = new Map<Term, Outline[]>();
  const problems: string[] = [];
  const chapters: Chapter[] = [];
  for (const outline of references.made) {
    const expected = edition === "teacher"
      ? await expectedAnswers(outline.lesson.source)
      : () => markup``;
    const exercises: ListedExercise[] = [];
    const live = new Set<string>();
    const body = lessonBody(outline, {
      references,
      glossary,
      edition,
      paper: whole,
      questions: parts.questions === false ? "none" : whole ? "listed" : "asked",
      live(data, svg) {
        const figure = data[LIVE_FIGURE] as LiveFigureData | null | undefined;
        if (!figure || !isLiveFigure(figure.name)) return undefined;
        live.add(figure.name);
        return new Markup(liveHtml(figure, svg));
      },
      exercise(data, cell) {
        const { id, title } = data;
        exercises.push({ lesson: nameOf(outline), link: pageLink(outline.file, cell), id, title });
        return expected(data);
      },
    });
    for (const term of body.terms) uses.set(term, [...(uses.get(term) ?? []), outline]);
    problems.push(...body.problems);
    const scripts = await Promise.all([...live].map((name) => liveScript(name)));
    chapters.push({
      outline,
      facts: lessonFacts(outline.notebook, outline.lesson.changed),
      body,
      time: time(outline.lesson.time ?? 0),
      exercises,
      scripts,
    });
  }
  return { references, chapters, problems, glossary, uses };
}

function otherBodies(
  { edition, agreement, made, conformance, run, there, emoji, ledger = [] }: BookParts,
  chapters: readonly Chapter[],
  references: References,
  glossary: ReturnType<typeof glossaryOf>,
  uses: ReadonlyMap<Term, readonly Outline[]>,
) {
  const sums = verdictSums(chapters);
  const told = { agreement, made, conformance, ledger, emoji, references };
  const verdict = verdictBody({ lessons: chapters, ...told });
  const words = glossaryBody(glossary, uses, references);
  return [
    {
      file: COVER_FILE,
      title: "triplet-lab",
      html: coverBody({
        entries: chapters,
        glossary,
        sums,
        edition,
        references,
        docs: !references.whole && there?.(DOCS_FILE) === true,
        ...(references.whole ? { provenance: provenanceHtml(run) } : {}),
      }),
      toc: undefined,
    },
    { file: VERDICT_FILE, title: "The verdict", ...verdict },
    {
      ...{ file: CLINIC_FILE, title: "The clinic" },
      ...clinicBody(chapters.map(({ outline }) => outline), references),
    },
    { file: FORMULAS_FILE, title: "Formulas", html: formulaSheet(references), toc: undefined },
    ...(glossary.terms.length > 0 ? [{ file: GLOSSARY_FILE, title: "Glossary", ...words }] : []),
  ];
}
