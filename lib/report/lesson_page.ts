import { type Markup, markup } from "../workspace/markup.ts";
import { inlineHtml } from "./inline_html.ts";
import type { LessonFacts } from "./lesson_facts.ts";
import type { Outline } from "./outline.ts";
import type { TocEntry } from "./page.ts";
import type { References } from "./references.ts";

/** The lines of a lesson's own contents. */
export function lessonToc({ sections, file }: Outline, references: References): TocEntry[] {
  return sections.map(({ id, number, level, title }) => ({
    id: references.id(file, id),
    number,
    level,
    title: inlineHtml(title),
  }));
}

/** What stands above a lesson: that it stopped, and which parameters were changed. */
export function lessonNotes(
  { lesson, file }: Outline,
  facts: LessonFacts,
  references: References,
): Markup {
  const { problem } = lesson;
  const stopped = problem &&
    markup`<p class="problem">This notebook did not run to its end: <a href="#${
      references.id(file, `cell-${problem.cell}`)
    }">code cell ${problem.cell}</a>: ${problem.message}</p>`;
  const changed = facts.changed.length > 0 &&
    markup`<p class="changed">Made with ${facts.changed.join(", ")}. What the text says of
numbers was written for the lesson’s own; sentences that do not hold here are marked ✗.</p>`;
  return markup`${stopped}${changed}`;
}
