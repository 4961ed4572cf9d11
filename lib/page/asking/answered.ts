/// <reference lib="dom" />
import type { ExerciseData } from "../../exercises/exercise_data.ts";
import { keepText, keptValue } from "../kept_text.ts";

/** An exercise: its lesson, as in `01_triplet_margin_loss`, and its number, as in `1.2`. */
export interface Place {
  readonly lesson: string;
  readonly id: string;
}

/** What the browser remembers of an exercise. */
export interface Answered {
  /** The cell's text. */
  readonly answer: string;
  readonly right: boolean;
  /** When it was judged, to the second. */
  readonly at: string;
  /** How many answers were judged so far. */
  readonly tries: number;
}

/** Told to the document when an answer was judged. */
export const JUDGED = "triplet-lab:judged";

const nameOf = ({ lesson, id }: Place) => `exercise ${lesson} ${id}`;

/** Remembers how an exercise's cell ended; one without an answer is forgotten. */
export function rememberAnswer(lesson: string, { id, right }: ExerciseData, answer: string): void {
  const place = { lesson, id };
  if (right === null) forgetAnswer(place);
  else {
    const tries = (recalled(place)?.tries ?? 0) + 1;
    const known: Answered = { answer, right, at: new Date().toISOString(), tries };
    keepText(nameOf(place), JSON.stringify(known));
  }
  document.dispatchEvent(new Event(JUDGED));
}

/** What the browser remembers of an exercise; nothing where it has no answer. */
export function recalled(place: Place): Answered | undefined {
  return keptValue(nameOf(place));
}

/** Forgets it; the cell keeps what was typed. */
export function forgetAnswer(place: Place): void {
  keepText(nameOf(place), undefined);
}
