import { bundleForBrowser } from "../bundle/bundle_for_browser.ts";
import { liveOutput } from "../live/live_html.ts";
import { liveScript } from "../live/live_script.ts";
import { codeCells, joined } from "../notebooks/notebook.ts";
import { bundleWorker } from "../page/worker/bundle_worker.ts";
import { packLesson } from "../page/worker/pack_lesson.ts";
import { Markup, markup } from "../workspace/markup.ts";
import type { BookParts, Chapter, PageBody, WholeBook } from "./book_parts.ts";
import { CLINIC_FILE, clinicBody } from "./clinic_body.ts";
import { COVER_FILE, coverBody } from "./cover_body.ts";
import { carriedLesson, downloadsBox } from "./downloads_box.ts";
import { expectedAnswers } from "./expected_answers.ts";
import { FORMULAS_FILE, formulaSheet } from "./formula_sheet.ts";
import { type Glossary, glossaryOf, type Term } from "./glossary.ts";
import { GLOSSARY_FILE, glossaryBody } from "./glossary_body.ts";
import { inlineHtml } from "./inline_html.ts";
import { lessonBody } from "./lesson_body.ts";
import { lessonFacts } from "./lesson_facts.ts";
import { lessonHtml, lessonToc } from "./lesson_page.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { packed } from "./packed.ts";
import { page } from "./page.ts";
import { pageLink } from "./page_link.ts";
import { plainText } from "./plain_text.ts";
import { printDocument } from "./print_document.ts";
import { progressBox } from "./progress_box.ts";
import { provenanceHtml } from "./provenance_html.ts";
import { References } from "./references.ts";
import { VERDICT_FILE, verdictBody } from "./verdict/verdict_body.ts";

/** Pages by file name, and links that lead nowhere, figures without data, broken formulas: a sentence each. */
export interface Book {
  pages: Map<string, string>;
  problems: string[];
}

/** A page beside the lessons. */
interface Sheet extends PageBody {
  file: string;
  title: string;
  /** What the navigation calls it. */
  link: string;
}

/** Makes the pages of a book: cover, lessons, glossary, verdict, each one file that needs nothing else. */
export async function bookPages(parts: BookParts): Promise<Book> {
  const book = await prepare(parts, false);
  const sheets = sheetsOf(book);
  const links = sheets.map(({ file, link }) => ({ file, title: markup`${link}` }));
  const turns = book.chapters.map(({ outline: { file, number, title } }) => ({
    file,
    title: markup`${number}. ${inlineHtml(title)}`,
  }));
  const sources = parts.lessons.flatMap(({ notebook }) =>
    codeCells(notebook).map(({ source }) => joined(source))
  );
  const pages = new Map<string, string>();
  for (const [i, chapter] of book.chapters.entries()) {
    const { outline, facts, time, exercises } = chapter;
    const html = await page({
      title: headOf(outline),
      file: outline.file,
      book: links,
      body: lessonHtml(chapter, book, markup`${downloadsBox()}${progressBox(exercises)}`),
      ...await running(chapter, sources),
      toc: lessonToc(outline, book.references),
      previous: turns[i - 1],
      next: turns[i + 1],
      footer: provenanceHtml(parts.run, facts, time),
    });
    pages.set(outline.file, html);
  }
  const exercises = book.chapters.flatMap(({ exercises }) => exercises);
  const footer = provenanceHtml(parts.run);
  for (const { file, title, html, toc } of sheets) {
    const [cover, wasm] = [file === COVER_FILE && exercises.length > 0, file === CLINIC_FILE];
    const body = markup`${html}${cover && progressBox(exercises)}`;
    const scripts = cover || wasm ? [await program(cover ? "cover" : "clinic")] : [];
    pages.set(file, await page({ title, file, book: links, body, toc, footer, scripts, wasm }));
  }
  return { pages, problems: book.problems };
}

/** The same as one document to print: cover with contents, lessons, verdict, glossary. */
export async function bookDocument(parts: BookParts, paper: "a4" | "letter") {
  const book = await prepare(parts, true);
  const lessons = book.chapters.map((chapter) => ({
    head: headOf(chapter.outline),
    html: markup`${lessonHtml(chapter, book)}
<footer class="provenance">${provenanceHtml(parts.run, chapter.facts, chapter.time)}</footer>`,
  }));
  const only = isHandout(parts);
  const sheets = only ? [] : sheetsOf(book).map(({ title, html }) => ({ head: title, html }));
  const cover = sheets.splice(0, 1).map(({ html }) => ({ head: "", html }));
  const titles = book.chapters.map(({ outline }) => plainText(outline.title)).join(", ");
  const chapters = [...cover, ...lessons, ...sheets];
  const html = printDocument({ title: only ? titles : "triplet-lab", paper, chapters });
  return { html, problems: book.problems };
}

const program = (name: string) => bundleForBrowser(`lib/page/program/${name}.ts`);
const headOf = ({ number, title }: Outline) => `${number}. ${plainText(title)}`;
const nameOf = ({ lesson }: Outline) => lesson.source.replace(/\.ipynb$/, "");
const isHandout = ({ lessons }: BookParts) => lessons.some(({ made }) => !made);

/** What computes, packed once for all pages of a book: it is the same in all of them. */
const runtimes = new Map<string, Markup>();

/** What a lesson's page needs so that its cells run in it: what computes, and what its cells read. */
async function running({ outline, body: { cells }, scripts }: Chapter, sources: readonly string[]) {
  const { lesson, notebook } = outline;
  const [main, compiler] = await Promise.all([program("program"), program("compiler")]);
  const script = await bundleWorker(sources);
  if (!runtimes.has(script)) runtimes.set(script, packed("runtime", script));
  const data = await packLesson(cells.map(({ source }) => source));
  // In JSON, "<" stands in strings only: written as an escape, none of them ends the element.
  const json = new Markup(JSON.stringify(cells).replaceAll("<", "\\u003c"));
  return {
    running: markup`<script type="application/json" id="cells" data-lesson="${
      nameOf(outline)
    }">${json}</script>`,
    carried: markup`${packed("compiler", compiler)}${
      carriedLesson(lesson.source, notebook, cells)
    }${runtimes.get(script)}${packed("data", new Uint8Array(data))}`,
    scripts: [...scripts, main],
  };
}

async function prepare(parts: BookParts, whole: boolean): Promise<WholeBook> {
  const { lessons, edition, there } = parts;
  const outlines = lessons.map((lesson, place) => outlineOf(lesson, place, edition));
  const references = new References(outlines, whole, there);
  const explained = whole && isHandout(parts) ? [] : lessons;
  const glossary = glossaryOf(explained.map(({ notebook }) => notebook));
  const chapters: Chapter[] = [];
  for (const outline of references.made) {
    chapters.push(await chapterOf(outline, parts, references, glossary));
  }
  const uses = new Map<Term, Outline[]>();
  for (const { outline, body } of chapters) {
    for (const term of body.terms) uses.set(term, [...uses.get(term) ?? [], outline]);
  }
  const problems = chapters.flatMap(({ body }) => body.problems);
  return { ...parts, references, chapters, problems, glossary, uses };
}

async function chapterOf(
  outline: Outline,
  { edition, questions = true, time }: BookParts,
  references: References,
  glossary: Glossary,
): Promise<Chapter> {
  const { lesson, notebook } = outline;
  const expected = edition === "teacher" ? await expectedAnswers(lesson.source) : undefined;
  const exercises: Chapter["exercises"] = [];
  let live = false;
  const body = lessonBody(outline, {
    references,
    glossary,
    edition,
    questions: !questions ? "none" : references.whole ? "listed" : "asked",
    live(data, svg) {
      const figure = liveOutput(data, svg);
      if (figure) live = true;
      return figure;
    },
    exercise(data, cell) {
      const { id, title } = data;
      exercises.push({ lesson: nameOf(outline), link: pageLink(outline.file, cell), id, title });
      return expected?.(data);
    },
  });
  return {
    outline,
    facts: lessonFacts(notebook, lesson.changed),
    body,
    time: time(lesson.time ?? 0),
    exercises,
    scripts: live ? [await liveScript()] : [],
  };
}

/** The pages beside the lessons, in the order of the navigation. */
function sheetsOf(book: WholeBook): Sheet[] {
  const { references, chapters, glossary } = book;
  const lessons = chapters.map(({ outline }) => outline);
  const words = { file: GLOSSARY_FILE, title: "Glossary", link: "Glossary" };
  return [
    { file: COVER_FILE, title: "triplet-lab", link: "triplet-lab", html: coverBody(book) },
    { file: VERDICT_FILE, title: "The verdict", link: "Verdict", ...verdictBody(book) },
    { file: CLINIC_FILE, title: "The clinic", link: "Clinic", ...clinicBody(lessons, references) },
    { file: FORMULAS_FILE, title: "Formulas", link: "Formulas", html: formulaSheet(references) },
    ...(glossary.terms.length > 0 ? [{ ...words, ...glossaryBody(book) }] : []),
  ];
}
