import { type Markup, markup } from "../workspace/markup.ts";
import type { Chapter, WholeBook } from "./book_parts.ts";
import { inlineHtml } from "./inline_html.ts";
import { ledgerTable } from "./ledger_table.ts";
import type { Outline } from "./outline.ts";
import type { TocEntry } from "./page.ts";
import type { References } from "./references.ts";
import { teachersPage } from "./teachers_page.ts";

export function lessonToc({ sections, file }: Outline, references: References): TocEntry[] {
  return sections.map((section) => ({
    ...section,
    id: references.id(file, section.id),
    title: inlineHtml(section.title),
  }));
}

/** A lesson as a page or a chapter has it, with what is to be known first and what follows. */
export function lessonHtml(
  { outline, facts, body }: Chapter,
  { references, edition, ledger = [] }: WholeBook,
  more?: Markup,
): Markup {
  const { number, file, lesson: { problem, source } } = outline;
  const stopped = problem &&
    markup`<p class="problem">This notebook did not run to its end: <a href="#${
      references.id(file, `cell-${problem.cell}`)
    }">code cell ${problem.cell}</a>: ${problem.message}</p>`;
  const changed = facts.changed.length > 0 &&
    markup`<p class="changed">Made with ${facts.changed.join(", ")}. What the text says of
numbers was written for the lesson's own; sentences that do not hold here are marked ✗.</p>`;
  const own = ledger.filter(({ article, lesson }) => article === number || lesson === number);
  const items = edition !== "handout" &&
    ledgerTable(own, file, references, "The article, item by item");
  return markup`${stopped}${changed}
${body.html}${edition === "teacher" && teachersPage(source)}${more}${items}`;
}
