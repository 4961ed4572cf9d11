/** An exercise of a lesson: what an answer looks like, and how it is judged. */
export interface Exercise<Answer = unknown, Given = undefined> {
  /** Lesson and number, as in `1.2`. */
  readonly id: string;
  /** What it is about, in two or three words. */
  readonly title: string;
  /**
   * Looks at an answer: `true` when it is right, otherwise a hint that does not give it away. `given`
   * is what the lesson handed over from its run, plain data.
   */
  check(answer: Answer, given: Given): true | string;
}

/** An exercise of any lesson. */
// deno-lint-ignore no-explicit-any
export type AnyExercise = Exercise<any, any>;

/**
 * States an exercise, with the types of its answer and of what it is given taken from its check. A
 * lesson's exercises are one module in this folder: the notebook, its page and the tests all judge by
 * the same function.
 *
 * @param definition Id, title, check.
 * @returns The same.
 *
 * @example
 * ```ts
 * import { defineExercise } from "#lib/exercises/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const sum = defineExercise({
 *   id: "0.9",
 *   title: "a sum",
 *   check: (answer: number) => answer === 4 || "count again",
 * });
 * assertEquals(sum.check(5, undefined), "count again");
 * ```
 */
export function defineExercise<Answer, Given = undefined>(
  definition: Exercise<Answer, Given>,
): Exercise<Answer, Given> {
  return definition;
}
