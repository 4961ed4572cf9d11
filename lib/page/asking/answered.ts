/// <reference lib="dom" />
import type { ExerciseData } from "../../exercises/exercise_data.ts";
import { keepText, keptText } from "../kept_text.ts";

/** An exercise of a lesson. */
export interface Place {
  /** As in `01_triplet_margin_loss`. */
  readonly lesson: string;
  /** As in `1.2`. */
  readonly id: string;
}

/** What the browser remembers of an exercise. */
export interface Answered {
  /** The cell's text. */
  readonly answer: string;
  readonly right: boolean;
  /** Year, month and day of the reader's clock. */
  readonly date: string;
  /** When it was judged, to the second. */
  readonly at: string;
  /** How many answers were judged so far. */
  readonly tries: number;
}

/** Told to the document when an answer was judged. */
export const JUDGED = "triplet-lab:judged";

const placeOf = (lesson: string, id: string) => `exercise ${lesson} ${id}`;

/** Remembers how an exercise's cell ended; one without an answer is forgotten. */
export function rememberAnswer(lesson: string, { id, right }: ExerciseData, answer: string): void {
  const date = new Date().toLocaleDateString("en-CA"); // 2026-11-25
  const tries = (recalled({ lesson, id })?.tries ?? 0) + 1;
  const at = new Date().toISOString();
  const known: Answered | undefined = right === null
    ? undefined
    : { answer, right, date, at, tries };
  keepText(placeOf(lesson, id), known && JSON.stringify(known));
  document.dispatchEvent(new Event(JUDGED));
}

/** What the browser remembers of an exercise; nothing where it has no answer. */
export function recalled(
  { lesson, id }: Place,
): Answered | undefined {
  try {
    const { answer, right, date, at, tries } = JSON.parse(keptText(placeOf(lesson, id)) ?? "null");
    return {
      ...{ answer: String(answer), right: right === true, date: String(date) },
      ...{ at: String(at ?? date), tries: Number(tries ?? 1) },
    };
  } catch {
    return undefined; // nothing, or what cannot be read
  }
}

/** Forgets it; the cell keeps what was typed. */
export function forgetAnswer({ lesson, id }: Place): void {
  keepText(placeOf(lesson, id), undefined);
}
