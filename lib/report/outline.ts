import { Marked, type Token, type Tokens } from "marked";
import { FIGURE_DATA } from "../workspace/mime_types.ts";
import { joined } from "../notebooks/joined.ts";
import { codeCells, hasTag, type Notebook, type Output, titleOf } from "../notebooks/notebook.ts";
import { type Edition, type Lesson, numberOf, pageOf } from "./lesson.ts";
import { slug } from "./slug.ts";
import { handoutNotebook } from "./handout_notebook.ts";
import { withoutSolutions } from "./without_solutions.ts";

export interface Section {
  id: string;
  number: string;
  /** 2 or 3. */
  level: number;
  /** The heading's Markdown, without the number that the notebook may have. */
  title: string;
  /** What a notebook may call it: the anchors of GitHub and of JupyterLab. */
  aliases: string[];
}

export interface NumberedFigure {
  /** Where links to it go: `figure-shares`, or `figure-3` without a tag. */
  id: string;
  number: string;
  output: Output;
}

/** A lesson with its numbers: what other pages need to point into it. */
export interface Outline {
  lesson: Lesson;
  number: number;
  file: string;
  title: string;
  /** Its cells as this edition has them. */
  notebook: Notebook;
  sections: Section[];
  figures: NumberedFigure[];
  /** Figures that it would have, had it not stopped before. */
  unmade: string[];
  /** What is wrong with its figures, a sentence each. */
  problems: string[];
}

const marked = new Marked();
const same = (notebook: Notebook) => notebook;

/** Numbers the sections and figures of a lesson. */
export function outlineOf(lesson: Lesson, place: number, edition: Edition): Outline {
  const made = { student: withoutSolutions, handout: handoutNotebook, full: same, teacher: same };
  const notebook = made[edition](lesson.notebook);
  const number = numberOf(lesson.source, place);
  return {
    lesson,
    number,
    file: pageOf(lesson.source),
    title: titleOf(notebook),
    notebook,
    sections: sectionsOf(notebook, number),
    ...figuresOf(notebook, number, lesson),
  };
}

function sectionsOf(notebook: Notebook, lesson: number): Section[] {
  const sections: Section[] = [];
  let [top, sub] = [0, 0];
  for (const { text, level } of headingsOf(notebook)) {
    const [, written, title] = /^(?:(\d+)\.\s+)?([\s\S]*)$/.exec(text)!;
    const aliases = [slug(text), text.trim().replace(/\s+/g, "-")];
    if (level === 2) [top, sub] = [written === undefined ? top + 1 : Number(written), 0];
    else sub++;
    const place = level === 2 ? [top] : [top, sub];
    const id = `section-${place.join("-")}`;
    sections.push({ id, number: [lesson, ...place].join("."), level, title, aliases });
  }
  return sections;
}

/** Every heading but the title, deeper ones as if they were of level 3. */
function headingsOf(notebook: Notebook): { text: string; level: number }[] {
  const found: Tokens.Heading[] = [];
  for (const { cell_type, source } of notebook.cells) {
    if (cell_type !== "markdown") continue;
    marked.walkTokens(marked.lexer(joined(source)), (token: Token) => {
      if (token.type === "heading") found.push(token as Tokens.Heading);
    });
  }
  const title = found.findIndex(({ depth }) => depth === 1);
  return found.filter((_, i) => i !== title)
    .map(({ text, depth }) => ({ text, level: Math.min(Math.max(depth, 2), 3) }));
}

function figuresOf(notebook: Notebook, lesson: number, { source, problem }: Lesson) {
  const figures: NumberedFigure[] = [];
  const [unmade, problems]: string[][] = [[], []];
  for (const [i, one] of codeCells(notebook).entries()) {
    const cell = i + 1;
    let name = one.metadata.tags?.find((tag) => tag.startsWith("figure:"))?.slice(7);
    for (const output of one.outputs ?? []) {
      const data = output.data ?? {};
      const isPicture = "image/svg+xml" in data || "image/png" in data;
      if (!(FIGURE_DATA in data) && !(name && isPicture)) continue;
      if (FIGURE_DATA in data && isEmpty((data[FIGURE_DATA] as { data?: unknown })?.data)) {
        problems.push(`${source}, code cell ${cell}: its figure has no data`);
      }
      const id = name ? `figure-${name}` : `figure-${figures.length + 1}`;
      figures.push({ id, number: `${lesson}.${figures.length + 1}`, output });
      name = undefined;
    }
    // A cell that was stopped or never reached left nothing, and the page says so already.
    if (name && problem && cell >= problem.cell) unmade.push(`figure-${name}`);
    else if (name && one.execution_count !== null && !hasTag(one, "solution")) {
      problems.push(`${source}, code cell ${cell}: it is tagged figure:${name} and left no figure`);
    }
  }
  return { figures, unmade, problems };
}

const isEmpty = (data: unknown) =>
  data === null || data === undefined || typeof data === "object" && Object.keys(data).length === 0;
