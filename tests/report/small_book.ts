import { assert } from "@std/assert";
import { type Book, bookDocument, bookPages } from "#lib/report/book.ts";
import type { BookParts } from "#lib/report/book_parts.ts";
import type { Edition, Lesson } from "#lib/report/lesson.ts";
import type { Cell, Notebook, Output } from "#lib/notebooks/notebook.ts";
import { FIGURE_DATA } from "#lib/workspace/mime_types.ts";
import { notebookOf } from "../notebooks/notebook_builder.ts";

/** A lesson that was executed for this book. */
export function lesson(source: string, ...cells: Cell[]): Lesson {
  return { source, notebook: notebookOf(...cells), made: true, time: 1500 };
}

/** Everything but the lessons, the same in all tests. */
export function partsOf(lessons: readonly Lesson[], edition: Edition = "full"): BookParts {
  return {
    lessons,
    edition,
    run: {
      commit: "abc1234",
      runtime: "deno 2.9.6",
      system: "linux x86_64",
      date: "2026-01-31",
      time: "3 min 05 s",
    },
    time: (milliseconds) => `${milliseconds / 1000} s`,
    agreement: {
      rows: [{
        framework: "numpy",
        rule: "triplet margin",
        ours: "definition, float64",
        values: 3,
        difference: 1e-16,
        tolerance: 1e-9,
        within: true,
      }],
      problems: [],
      without: 2,
      notOffered: [],
      missing: [],
    },
    made: "recorded with numpy 2.4.6",
    conformance: {
      rows: [{ loss: "batch hard", rule: "valid", value: 1.5, denominator: 2, why: "Both." }],
      margin: 2,
    },
  };
}

/** The pages of a book of these lessons. */
export function bookOf(lessons: readonly Lesson[], edition?: Edition): Promise<Book> {
  return bookPages(partsOf(lessons, edition));
}

/** The same as one document. */
export function documentOf(lessons: readonly Lesson[], edition?: Edition): Promise<string> {
  return bookDocument(partsOf(lessons, edition), "a4").then(({ html }) => html);
}

/** The page of the only lesson. */
export async function pageOf(notebook: Notebook, edition?: Edition): Promise<string> {
  const { pages } = await bookOf([{ source: "02_b.ipynb", notebook, made: true }], edition);
  return pages.get("02_b.html")!;
}

/** A figure as a chart leaves it. */
export function drawn(title: string, data: unknown = [1, 2]): Output {
  return {
    output_type: "execute_result",
    data: {
      "image/svg+xml":
        `<svg role="img" aria-label="${title}. In words." viewBox="0 -28 640 228" width="640" ` +
        `height="228"><text x="12" y="-10" font-size="14">${title}</text><path d="M0,0L9,9"/></svg>`,
      [FIGURE_DATA]: { title, alt: `${title} in words.`, data },
      "text/plain": `${title}. In words.`,
    },
  };
}

/** An output that carries data for the report. */
export function carrying(type: string, data: unknown, text = ""): Output {
  return { output_type: "execute_result", data: { [type]: data, "text/plain": text } };
}

/** That a page has this, with a message of bearable length. */
export function assertHas(html: string, part: string): void {
  assert(html.includes(part), `not in the page: ${part}`);
}
