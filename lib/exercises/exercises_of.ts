import type { AnyExercise } from "./exercise.ts";

/** The exercises among whatever else a lesson's module exports, in the order of their numbers. */
export function exercisesOf(lesson: Readonly<Record<string, unknown>>): AnyExercise[] {
  const isExercise = (value: unknown): value is AnyExercise =>
    typeof value === "object" && value !== null && "check" in value && "title" in value;
  return Object.values(lesson).filter(isExercise).sort((x, y) =>
    x.id.localeCompare(y.id, "en", { numeric: true })
  );
}
