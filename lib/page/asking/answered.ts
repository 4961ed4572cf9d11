/// <reference lib="dom" />
import type { ExerciseData } from "../../exercises/exercise_data.ts";
import { keepText, keptValue } from "../kept_text.ts";

/** An exercise: its lesson, as in `01_triplet_margin_loss`, and its number, as in `1.2`. */
export interface Place {
  readonly lesson: string;
  readonly id: string;
}

/** What the browser remembers of an exercise: the cell's text, how and when it was judged, and how often. */
export interface Answered {
  readonly answer: string;
  readonly right: boolean;
  readonly at: string;
  readonly tries: number;
}

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

export function recalled(place: Place): Answered | undefined {
  return keptValue(nameOf(place));
}

export function forgetAnswer(place: Place): void {
  keepText(nameOf(place), undefined);
}
