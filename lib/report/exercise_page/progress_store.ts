/// <reference lib="dom" />
import type { ExerciseData } from "../exercise_data.ts";
import { textHash } from "./text_hash.ts";

/** What the browser remembers of an exercise. */
export interface Remembered {
  /** What was typed. */
  readonly answer: string;
  readonly right: boolean;
  /** The verdict as it was shown. */
  readonly message: string;
  /** Year, month and day of the reader's clock. */
  readonly date: string;
}

/** Where an exercise is remembered: another text or another check is another exercise. */
export function placeOf(lesson: string, data: ExerciseData, rule: string): string {
  return `triplet-lab:exercise:${lesson}:${data.id}:${textHash(JSON.stringify(data) + rule)}`;
}

/** Where the browser keeps nothing (a private window, say), this page at least remembers. */
const here = new Map<string, string>();

/** Whether answers are still there when the page is opened again. */
export function keeps(): boolean {
  try {
    localStorage.setItem("triplet-lab:test", "1");
    localStorage.removeItem("triplet-lab:test");
    return true;
  } catch {
    return false;
  }
}

/** What is remembered at a place; undefined for nothing, and for what cannot be read. */
export function recall(place: string): Remembered | undefined {
  try {
    const text = here.get(place) ?? localStorage.getItem(place);
    const { answer, right, message, date } = JSON.parse(text ?? "null");
    return { answer: String(answer), right: right === true, message: String(message), date };
  } catch {
    return undefined;
  }
}

/** Remembers. */
export function remember(place: string, what: Remembered): void {
  try {
    localStorage.setItem(place, JSON.stringify(what));
  } catch {
    here.set(place, JSON.stringify(what));
  }
}

/** Forgets. */
export function forget(place: string): void {
  here.delete(place);
  try {
    localStorage.removeItem(place);
  } catch { /* then it was not kept */ }
}
