/// <reference lib="dom" />
import { keepText, keptNames, keptText, keptValue } from "../kept_text.ts";
import { type Answered, type Place, recalled } from "./answered.ts";

export const RESULTS = "triplet-lab results 1";

/** A cell that ran in a page, by its name in the notebook: when it ended, how, and where well, how long it ran. */
export interface Ran {
  readonly cell: string;
  readonly at: string;
  readonly seconds?: number;
  readonly ended: "done" | "error" | "gone";
}

/** What a reader hands in: a file that `deno task grade` reads. */
export interface Results {
  readonly kind: typeof RESULTS;
  readonly saved: string;
  readonly answers: readonly (Answered & Place)[];
  readonly predictions: readonly { lesson: string; question: string; said: string }[];
  readonly ran: readonly (Ran & { lesson: string })[];
}

const MOST = 500;
const nameOf = (lesson: string) => `ran ${lesson}`;
const runsOf = (lesson: string): Ran[] => keptValue(nameOf(lesson)) ?? [];

export function rememberRun(lesson: string, run: Ran): void {
  keepText(nameOf(lesson), JSON.stringify([...runsOf(lesson), run].slice(-MOST)));
}

export function resultsOf(rows: readonly Place[]): Results {
  const lessons = [...new Set(rows.map(({ lesson }) => lesson))];
  return {
    kind: RESULTS,
    saved: new Date().toISOString(),
    answers: rows.flatMap(({ lesson, id }) => {
      const known = recalled({ lesson, id });
      return known ? [{ lesson, id, ...known }] : [];
    }),
    predictions: keptNames().flatMap((name) => {
      const [, lesson, question] = /^(\S+)\.ipynb (predict-\S+)$/.exec(name) ?? [];
      return lessons.includes(lesson) ? [{ lesson, question, said: keptText(name)! }] : [];
    }),
    ran: lessons.flatMap((lesson) => runsOf(lesson).map((run) => ({ lesson, ...run }))),
  };
}
