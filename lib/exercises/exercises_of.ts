import type { AnyExercise } from "./exercise.ts";

/**
 * The exercises of a lesson, among whatever else its module exports.
 *
 * @param lesson The module, as `import * as lesson` gives it.
 * @returns Its exercises, in the order of their numbers.
 *
 * @example
 * ```ts
 * import { exercisesOf } from "#lib/exercises/exercises_of.ts";
 * import * as start from "#lib/exercises/start.ts";
 * import { assert } from "@std/assert";
 *
 * assert(exercisesOf(start).length > 0);
 * ```
 */
export function exercisesOf(lesson: Readonly<Record<string, unknown>>): AnyExercise[] {
  const isExercise = (value: unknown): value is AnyExercise =>
    typeof value === "object" && value !== null && "check" in value && "title" in value;
  return Object.values(lesson).filter(isExercise).sort((x, y) =>
    x.id.localeCompare(y.id, "en", { numeric: true })
  );
}
