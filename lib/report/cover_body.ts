import { joined, type Notebook } from "../notebooks/notebook.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { Glossary } from "./glossary.ts";
import { inlineHtml } from "./inline_html.ts";
import type { Edition } from "./lesson.ts";
import type { LessonFacts } from "./lesson_facts.ts";
import type { Outline } from "./outline.ts";
import { proseToHtml } from "./prose_to_html.ts";
import type { References } from "./references.ts";
import { FORMULAS_FILE } from "./formula_sheet.ts";
import { VERDICT_FILE, type VerdictSums } from "./verdict/verdict_body.ts";

/** The cover's file. */
export const COVER_FILE = "index.html";

/** One lesson of the contents. */
export interface CoverEntry {
  /** The lesson. */
  outline: Outline;
  /** What it told. */
  facts: LessonFacts;
  /** How long it ran, in words: `9.4 s`. */
  time: string;
}

/** What the cover is made of. */
export interface CoverParts {
  /** The lessons in reading order. */
  entries: readonly CoverEntry[];
  /** The words. */
  glossary: Glossary;
  /** The verdict's sums. */
  sums: VerdictSums;
  /** Whose edition. */
  edition: Edition;
  /** Where everything stands. */
  references: References;
  /** Whether the library's documentation lies beside the pages. */
  docs?: boolean;
  /** Where the numbers come from, where the page has no foot for it: HTML. */
  provenance?: Markup;
}

const EDITION_WORDS: Record<Edition, string> = {
  full: "",
  student: "Student’s edition: the exercises without their solutions.",
  handout: "Handout: to read and to write on.",
  teacher: "Teacher’s edition: with solutions and expected results.",
};

/** Where `deno task docs` writes the library's documentation, from the report's folder. */
export const DOCS_FILE = "docs/index.html";

/**
 * The first page: what this is, the lessons with their sections, how long each ran and whether it
 * ran to its end, glossary and verdict.
 */
export function coverBody(
  { entries, glossary, sums, edition, references, docs, provenance }: CoverParts,
): Markup {
  const href = (file: string, place?: string) => references.href(COVER_FILE, file, place);
  const lessons = entries.map(({ outline, facts, time }) => {
    const { problem } = outline.lesson;
    const state = problem
      ? markup`<p class="problem">Stopped in code cell ${problem.cell}: ${problem.message}</p>`
      : markup`<p class="state"><span class="ran">✓ every cell ran</span>, in ${time}; ${facts.right} ${
        facts.right === 1 ? "sentence" : "sentences"
      } checked${facts.changed.length > 0 && `; changed: ${facts.changed.join(", ")}`}</p>`;
    const sections = outline.sections.filter(({ level }) => level === 2).map((
      { id, number, title },
    ) =>
      markup`<li><a href="${href(outline.file, id)}">${number} ${inlineHtml(title)}</a>${
        references.onPage(outline.file, id)
      }</li>`
    );
    return markup`<li><p class="kicker">Lesson ${outline.number}</p><a href="${
      href(outline.file)
    }">${inlineHtml(outline.title)}</a>${references.onPage(outline.file)}
${openingOf(outline.notebook)}${state}<ol>${sections}</ol></li>`;
  });
  const verdict = markup`<li><a href="${href(VERDICT_FILE)}">The verdict</a>${
    references.onPage(VERDICT_FILE)
  }<p>${sums.own.reproduced} of the articles’ own ${sums.own.values} numbers reproduced, ${sums.others.reproduced} of ${sums.others.values} of their programs, ${sums.claims} claims tested, ${sums.checks} sentences checked; the library beside numpy, TensorFlow and PyTorch.</p></li>`;
  const sheet = markup`<li><a href="${href(FORMULAS_FILE)}">Formulas</a>${
    references.onPage(FORMULAS_FILE)
  }<p>All losses on one page.</p></li>`;
  const words = glossary.terms.length > 0 &&
    markup`<li><a href="${href("glossary.html")}">Glossary</a>${
      references.onPage("glossary.html")
    }<p>${glossary.terms.length} words, with the
Chinese terms beside the English ones, and ${glossary.symbols.length} symbols.</p></li>`;
  return markup`<div class="cover"><h1 id="${references.id(COVER_FILE, "top")}">triplet-lab</h1>
<p class="lead">Triplet losses rebuilt step by step. Every chart comes from a training on the machine
that made these pages, or from a recorded run where a lesson says so.</p>
${EDITION_WORDS[edition] && markup`<p>${EDITION_WORDS[edition]}</p>`}
${provenance && markup`<div class="provenance">${provenance}</div>`}
<ol class="contents">
${lessons}
${verdict}
${sheet}
${words}
${
    docs &&
    markup`<li><a href="${DOCS_FILE}">The library</a><p>Each function with its formula and an example.</p></li>`
  }
</ol></div>`;
}

/** The first paragraph after the title. */
function openingOf(notebook: Notebook): Markup {
  const [first] = notebook.cells;
  const paragraphs = joined(first?.source).split(/\n\s*\n/);
  const opening = paragraphs.find((text) => text.trim() && !text.startsWith("#")) ?? "";
  // An opening that leads to a formula ends with the sentence before.
  return proseToHtml()(opening.replace(/(?<=[.!?])\s+[^.!?]*[,:]$/, ""));
}
