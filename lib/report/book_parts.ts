import type { Agreement } from "../agreement/agreement.ts";
import type { RecordedEmoji } from "../experiments/mod.ts";
import type { ListedExercise } from "../page/asking/progress.ts";
import type { ConformRow } from "../reference/mod.ts";
import type { Markup } from "../workspace/markup.ts";
import type { Glossary, Term } from "./glossary.ts";
import type { LedgerRow } from "./ledger.ts";
import type { Edition, Lesson } from "./lesson.ts";
import type { LessonBody } from "./lesson_body.ts";
import type { LessonFacts } from "./lesson_facts.ts";
import type { Outline } from "./outline.ts";
import type { TocEntry } from "./page.ts";
import type { RunFacts } from "./provenance_html.ts";
import type { References } from "./references.ts";

export interface BookParts {
  /** All notebooks in reading order; those that were not executed only lend their numbers. */
  lessons: readonly Lesson[];
  edition: Edition;
  /** Whether the lessons ask for predictions. Default true. */
  questions?: boolean;
  run: RunFacts;
  time: (milliseconds: number) => string;
  agreement: Agreement;
  made: string;
  conformance: { rows: readonly ConformRow[]; margin: number };
  ledger?: readonly LedgerRow[];
  /** The recorded study on emoji. Default: nothing is told of it. */
  emoji?: RecordedEmoji | undefined;
  /** Whether a page that is not made now is there from an earlier run. */
  there?: (file: string) => boolean;
}

/** A lesson with everything its pages need. */
export interface Chapter {
  outline: Outline;
  facts: LessonFacts;
  body: LessonBody;
  time: string;
  exercises: ListedExercise[];
  scripts: string[];
}

/** A book whose lessons are in HTML: what its other pages are made of. */
export interface WholeBook extends BookParts {
  references: References;
  chapters: Chapter[];
  glossary: Glossary;
  /** The lessons that use each word, in reading order. */
  uses: ReadonlyMap<Term, readonly Outline[]>;
  problems: string[];
}

/** What a page has in its `main`, and the sections of it. */
export interface PageBody {
  html: Markup;
  toc?: TocEntry[];
}
