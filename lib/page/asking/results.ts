/// <reference lib="dom" />
import { keepText, keptNames, keptText } from "../kept_text.ts";
import { type Answered, type Place, recalled } from "./answered.ts";

/** What a file of results says that it is. */
export const RESULTS = "triplet-lab results 1";

/** A cell that ran in a page, and how it ended. */
export interface Ran {
  /** Its name in the notebook. */
  readonly cell: string;
  /** When it ended, by the reader's clock. */
  readonly at: string;
  /** How long it ran, where it ended well. */
  readonly seconds?: number;
  readonly ended: "done" | "error" | "gone";
}

/** What a reader hands in: a file that `deno task grade` reads. */
export interface Results {
  readonly kind: typeof RESULTS;
  /** When it was saved. */
  readonly saved: string;
  readonly answers: readonly (Answered & { lesson: string; id: string })[];
  /** What was said to each prediction, or `skipped`. */
  readonly predictions: readonly { lesson: string; question: string; said: string }[];
  /** What ran, in order. */
  readonly ran: readonly (Ran & { lesson: string })[];
}

/** Runs that are remembered of a lesson, the last ones. */
const MOST = 500;
const placeOf = (lesson: string) => `ran ${lesson}`;

/** Remembers that a cell ran. */
export function rememberRun(lesson: string, run: Ran): void {
  keepText(placeOf(lesson), JSON.stringify([...runsOf(lesson), run].slice(-MOST)));
}

function runsOf(lesson: string): Ran[] {
  try {
    return JSON.parse(keptText(placeOf(lesson)) ?? "[]");
  } catch {
    return [];
  }
}

/**
 * What the browser remembers of some exercises and their lessons.
 *
 * @param rows The exercises.
 * @returns What goes into the file.
 */
export function resultsOf(rows: readonly Place[]): Results {
  const lessons = [...new Set(rows.map(({ lesson }) => lesson))];
  return {
    kind: RESULTS,
    saved: new Date().toISOString(),
    answers: rows.flatMap((row) => {
      const known = recalled(row);
      return known ? [{ lesson: row.lesson, id: row.id, ...known }] : [];
    }),
    predictions: keptNames().flatMap((name) => {
      const [, lesson, question] = /^(\S+)\.ipynb (predict-\S+)$/.exec(name) ?? [];
      return lessons.includes(lesson) ? [{ lesson, question, said: keptText(name)! }] : [];
    }),
    ran: lessons.flatMap((lesson) => runsOf(lesson).map((run) => ({ lesson, ...run }))),
  };
}
