import { escapeHtml } from "../workspace/escape_html.ts";
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
): string {
  const { problem } = lesson;
  const notes: string[] = [];
  if (problem) {
    const cell = escapeHtml(references.id(file, `cell-${problem.cell}`));
    notes.push(
      `<p class="problem">This notebook did not run to its end: <a href="#${cell}">code cell ` +
        `${problem.cell}</a>: ${escapeHtml(problem.message)}</p>`,
    );
  }
  if (facts.changed.length > 0) {
    notes.push(
      `<p class="changed">Made with ${
        escapeHtml(facts.changed.join(", "))
      }. What the text says of ` +
        `numbers was written for the lesson’s own; sentences that do not hold here are marked ✗.</p>`,
    );
  }
  return notes.join("\n");
}
