import { EXERCISE } from "../workspace/mime_types.ts";
import { foldedParts } from "../notebooks/folded_parts.ts";
import { type Cell, hasTag, joined, type Output, sourceHidden } from "../notebooks/notebook.ts";
import type { ExecutionProblem } from "../notebooks/execute_notebook.ts";
import { Markup, markup } from "../workspace/markup.ts";
import { askedProse } from "./asked_prose.ts";
import type { Glossary, Term } from "./glossary.ts";
import { type ExerciseData, isExerciseData } from "../exercises/exercise_data.ts";
import type { CellData } from "../page/program/page_cell.ts";
import { kernelOnly } from "../page/cells/kernel_only.ts";
import { highlight } from "../page/outputs/highlight.ts";
import type { Edition } from "./lesson.ts";
import type { Outline, Section } from "./outline.ts";
import { outputToHtml } from "../page/outputs/output_to_html.ts";
import { parseDrawing } from "./parse_drawing.ts";
import { parametersBox } from "./parameters_box.ts";
import { proseToHtml } from "./prose_to_html.ts";
import type { References } from "./references.ts";
import { termLinks } from "./term_links.ts";

interface Surroundings {
  references: References;
  glossary: Glossary;
  edition: Edition;
  /** Whether predictions are asked for in the page, stand there to be ticked, or are left out. */
  questions: "asked" | "listed" | "none";
  /** Makes a figure answer the hand: the page's part, or undefined where it stays as it is. */
  live: (data: Record<string, unknown>, svg: string) => Markup | undefined;
  /** What stands under an exercise: gets its data and the id of its cell. */
  exercise: (data: ExerciseData, cell: string) => Markup | undefined;
}

export interface LessonBody {
  html: Markup;
  terms: ReadonlySet<Term>;
  cells: CellData[];
  /** What is wrong with it, a sentence each: links that lead nowhere, formulas that do not parse. */
  problems: string[];
}

/** Code cells with more lines than this can be folded one by one. */
const LONG = 14;

/** On paper an answer is written by hand, on a handout on lines. */
const ROOM = markup`<div class="room"></div>`;
const LINES = markup`<div class="room lines">${Array(7).fill(markup`<hr>`)}</div>`;

/** An exercise's cell with no more lines than this only asks. */
const SHORT = 3;

/** The cells of a lesson as HTML: prose with numbered sections, code, outputs, numbered figures. */
export function lessonBody(outline: Outline, options: Surroundings): LessonBody {
  const { references, glossary, edition } = options;
  const paper = references.whole; // nothing is folded there, nothing answers the hand
  const { notebook, file, lesson, sections } = outline;
  const problems = [...outline.problems];
  const id = (place: string) => references.id(file, place);
  const links = termLinks(
    glossary,
    (term, words) =>
      markup`<a class="term" id="${id(`use-${term.id}`)}" href="${
        references.href(file, "glossary.html", term.id)
      }">${new Markup(words)}</a>`.text,
  );
  let cellNumber = 0;
  const left = [...sections];
  let titled = false;
  const prose = proseToHtml({
    unfolded: paper ? "all" : edition === "teacher" ? "solutions" : "nothing",
    text: (text) => spelledReferences(links.link(text), outline, references),
    warn: (problem) => problems.push(`${lesson.source}, cell ${cellNumber}: ${problem}`),
    heading(words, level) {
      if (level > 1 || titled) return headingOf(left.shift()!, words, id);
      titled = true;
      return markup`<p class="kicker">Lesson ${outline.number}</p>
<h1 id="${id("top")}">${words}</h1>
`;
    },
    link(href, text) {
      const target = references.resolve(outline, href);
      if (!target) {
        problems.push(`${lesson.source}, cell ${cellNumber}: [${text}](${href}) leads nowhere`);
      }
      // "Figure" becomes "Figure 2.3"; words of the author's own stay as they are.
      const bare = /(^|\s)(figures?|sections?)$/i.test(text);
      return { href: target?.href, number: bare ? target?.number : "" };
    },
  });

  const outputOf = (output: Output): Markup => {
    const { data = {} } = output;
    const asked = data[EXERCISE];
    const figure = outline.figures.find((figure) => figure.output === output);
    const html = outputToHtml(output, {
      parse: parseDrawing,
      ...(figure ? { label: { id: id(figure.id), number: figure.number } } : {}),
      ...(paper ? {} : { live: options.live }),
    });
    if (!isExerciseData(asked)) return html;
    const expected = options.exercise(asked, id(`cell-${codeNumber}`));
    return markup`${html}${expected ?? (paper && (edition === "handout" ? LINES : ROOM))}`;
  };

  let codeNumber = 0;
  const asked = askedProse(outline, prose, options.questions);
  const running = runningCells(outline);
  const cells = notebook.cells.map((cell, at) => {
    cellNumber++;
    if (cell.cell_type === "markdown") return asked(at);
    if (cell.cell_type !== "code") return markup``;
    const { id: name, kernelOnly } = running[codeNumber++];
    const attributes = markup` data-cell="${name}" data-state="idle"${
      kernelOnly && markup` data-kernel-only="${kernelOnly}"`
    }`;
    const stopped = lesson.problem?.cell === codeNumber && problemBox(lesson.problem);
    const outputs = (cell.outputs ?? []).map(outputOf).filter(({ text }) => text);
    const place = (outputs.length > 0 || !paper) &&
      markup`<div class="outputs" data-output>${outputs}</div>`;
    const controls = !paper && hasTag(cell, "parameters") && parametersBox(notebook, name);
    return markup`${controls}<div class="cell" id="${id(`cell-${codeNumber}`)}"${
      !paper && attributes
    }>${codeToHtml(cell, codeNumber, paper)}${place}${stopped}</div>`;
  });
  foldParts(cells, notebook.cells, paper);
  return { html: markup`${cells}`, terms: links.used, cells: running, problems };
}

function foldParts(cells: Markup[], from: readonly Cell[], open: boolean): void {
  for (const part of foldedParts(from)) {
    const html = folded(cells.slice(part.from, part.to), open);
    cells.fill(markup``, part.from, part.to)[part.from] = html;
  }
}

/** The code cells; an edition without solutions leaves their places as they are. */
function runningCells({ notebook, lesson }: Outline): CellData[] {
  const cells = notebook.cells.filter(({ cell_type }) => cell_type === "code");
  const sources = cells.map(({ source }) => joined(source).trimEnd());
  const reasons = kernelOnly(sources);
  return cells.map((cell, i) => ({
    id: lesson.notebook.cells.indexOf(cell),
    key: cell.id ?? String(i),
    number: i + 1,
    source: sources[i],
    ...(reasons[i] ? { kernelOnly: reasons[i] } : {}),
  }));
}

/** A part that stands folded: its heading is what one clicks, so its number is no link there. */
function folded(cells: Markup[], open: boolean): Markup {
  const { text } = markup`${cells}`;
  const [heading] = /^<h[2-6][\s\S]*?<\/h[2-6]>/.exec(text) ?? [""];
  const plain = heading.replace(/<a (class="number") [^>]*>(.*?)<\/a>/, "<span $1>$2</span>");
  return new Markup(
    `<details class="folded"${open ? " open" : ""}><summary>${plain}</summary>${
      text.slice(heading.length)
    }</details>
`,
  );
}

/** Sections and lessons that the prose names by their numbers become links; sections get the book's. */
function spelledReferences(text: string, outline: Outline, references: References): string {
  const link = (to: string, place: string | undefined, words: string) =>
    markup`<a href="${references.href(outline.file, to, place)}">${words}</a>`.text;
  const lessonOf = (number: string) =>
    references.made.find((made) => made.number === Number(number));
  const spelled = /\b(?:lesson (\d+), )?(section|lesson) (\d+)\b(?![.\d]*\d)/gi;
  return text.replace(spelled, (words, of, kind, number) => {
    if (kind.toLowerCase() === "section") {
      const lesson = of ? lessonOf(of) : outline;
      const section = lesson?.sections.find(({ id }) => id === `section-${number}`);
      return section ? link(lesson!.file, section.id, `${kind} ${section.number}`) : words;
    }
    const lesson = lessonOf(number);
    return lesson && lesson !== outline ? link(lesson.file, undefined, words) : words;
  });
}

function headingOf(section: Section, html: Markup, id: (place: string) => string): Markup {
  const { level, number } = section;
  // The number that the notebook wrote gives way to the book's.
  const words = new Markup(html.text.replace(/^\d+\.\s+/, ""));
  const place = id(section.id);
  return markup`<h${level} id="${place}"><a class="number" href="#${place}">${number}</a> ${words}</h${level}>
`;
}

function codeToHtml(cell: Cell, number: number, paper: boolean): Markup {
  const source = joined(cell.source).trimEnd();
  if (source === "") return markup``;
  const lines = source.split("\n").length;
  const hidden = sourceHidden(cell);
  // A page of paper ends where a statement does: each begins on a line of its own, unindented.
  const code = paper ? markup`${source.split(/\n(?=[^\s)\]}])/).map(kept)}` : highlight(source);
  const pre = markup`<pre><code>${code}</code></pre>`;
  // On paper the line of an exercise, and room to write, say what its cell says.
  const asks = cell.outputs?.some(({ data = {} }) => EXERCISE in data) ?? false;
  if (paper && (hidden || asks && lines <= SHORT)) return markup``;
  if (!hidden && (paper || lines <= LONG)) return markup`<div class="code">${pre}</div>`;
  const count = `${lines} ${lines === 1 ? "line" : "lines"}`;
  return markup`<details class="code"${
    !hidden && markup` open`
  }><summary>Code <span class="count">${count}</span><span class="hidden"> of cell ${number}</span></summary>${pre}</details>`;
}

/** A statement with more lines than this may end on another page, which would else begin half empty. */
const KEPT = 12;

const kept = (statement: string) =>
  markup`<span class="statement${statement.split("\n").length > KEPT && " long"}">${
    highlight(statement)
  }</span>`;

function problemBox({ kind, message }: ExecutionProblem): Markup {
  const what = { error: "This cell threw", timeout: "This cell", died: "Here", start: "" }[kind];
  return markup`<p class="problem">${what} ${message}. Nothing below it was computed.</p>`;
}
