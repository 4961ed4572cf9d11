import { joined, type Notebook } from "../notebooks/notebook.ts";
import { type Markup, markup } from "../workspace/markup.ts";
import type { Chapter, WholeBook } from "./book_parts.ts";
import { CLINIC_FILE } from "./clinic_body.ts";
import { FORMULAS_FILE } from "./formula_sheet.ts";
import { GLOSSARY_FILE } from "./glossary_body.ts";
import { inlineHtml } from "./inline_html.ts";
import type { Edition } from "./lesson.ts";
import { proseToHtml } from "./prose_to_html.ts";
import { provenanceHtml } from "./provenance_html.ts";
import type { References } from "./references.ts";
import { VERDICT_FILE, verdictSums } from "./verdict/verdict_body.ts";

export const COVER_FILE = "index.html";

const EDITION_WORDS: Record<Edition, string> = {
  full: "",
  student: "Student's edition: the exercises without their solutions.",
  handout: "Handout: to read and to write on.",
  teacher: "Teacher's edition: with solutions and expected results.",
};

/** Where `deno task docs` writes the library's documentation, from the report's folder. */
export const DOCS_FILE = "docs/index.html";

/** The first page: the lessons, their sections, whether each ran to its end, the other pages. */
export function coverBody(
  { chapters, glossary: { terms, symbols }, edition, references, run, there }: WholeBook,
): Markup {
  const { own, others, claims, checks } = verdictSums(chapters);
  const entry = (file: string, title: string, words: string) =>
    markup`<li><a href="${references.href(COVER_FILE, file)}">${title}</a>${
      references.onPage(file)
    }<p>${words}</p></li>
`;
  const verdict = `${
    own.values ? `${own.reproduced} of the articles' own ${own.values} numbers reproduced, ` : ""
  }${others.reproduced} of ${others.values} of their programs, ${claims} claims tested, ${checks} sentences checked; the library beside numpy, TensorFlow and PyTorch.`;
  const words = `${terms.length} words, with the
Chinese terms beside the English ones, and ${symbols.length} symbols.`;
  return markup`<div class="cover"><h1 id="${references.id(COVER_FILE, "top")}">triplet-lab</h1>
<p class="lead">Triplet losses rebuilt step by step. Every chart was computed on the machine
that made these pages, or comes from a recorded run where a lesson says so.</p>
${EDITION_WORDS[edition] && markup`<p>${EDITION_WORDS[edition]}</p>`}
${references.whole && markup`<div class="provenance">${provenanceHtml(run)}</div>`}
<ol class="contents">
${chapters.map((chapter) => lessonEntry(chapter, references))}
${entry(VERDICT_FILE, "The verdict", verdict)}${
    entry(CLINIC_FILE, "The clinic", "What is wrong with a triplet training, told from its log.")
  }${entry(FORMULAS_FILE, "Formulas", "All losses on one page.")}${
    terms.length > 0 && entry(GLOSSARY_FILE, "Glossary", words)
  }${
    !references.whole && there?.(DOCS_FILE) &&
    markup`<li><a href="${DOCS_FILE}">The library</a><p>Each function with its formula and an example.</p></li>`
  }
</ol></div>`;
}

function lessonEntry({ outline, facts, time }: Chapter, references: References): Markup {
  const { file, number, title, lesson: { problem }, notebook } = outline;
  const { changed, right } = facts;
  const state = problem
    ? markup`<p class="problem">Stopped in code cell ${problem.cell}: ${problem.message}</p>`
    : markup`<p class="state"><span class="ran">✓ every cell ran</span>, in ${time}; ${right} ${
      right === 1 ? "sentence" : "sentences"
    } checked${changed.length > 0 && `; changed: ${changed.join(", ")}`}</p>`;
  const line = (words: Markup, place?: string) =>
    markup`<a href="${references.href(COVER_FILE, file, place)}">${words}</a>${
      references.onPage(file, place)
    }`;
  const sections = outline.sections.filter(({ level }) => level === 2).map((section) =>
    markup`<li>${line(markup`${section.number} ${inlineHtml(section.title)}`, section.id)}</li>`
  );
  return markup`<li><p class="kicker">Lesson ${number}</p>${line(inlineHtml(title))}
${openingOf(notebook)}${state}<ol>${sections}</ol></li>`;
}

/** The first paragraph after the title. */
function openingOf({ cells: [first] }: Notebook): Markup {
  const paragraphs = joined(first?.source).split(/\n\s*\n/);
  const opening = paragraphs.find((text) => text.trim() && !text.startsWith("#")) ?? "";
  // An opening that leads to a formula ends with the sentence before.
  return proseToHtml()(opening.replace(/(?<=[.!?])\s+[^.!?]*[,:]$/, ""));
}
