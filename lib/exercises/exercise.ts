import type { Form } from "./form.ts";

/** A mistake that many make, told by what it answers. */
export interface Mistake<Answer = unknown, Given = undefined> {
  /** What one believes who makes it, for the teacher. */
  readonly believes: string;
  /** Whether an answer of the right form, and not a right one, comes of it. */
  made(answer: Answer, given: Given): boolean;
  /** What the reader is told. */
  readonly says: string;
  /** An answer that comes of it. */
  example(given: Given): Answer;
}

/** An exercise of a lesson: what an answer looks like, and how it is judged. */
export interface Exercise<Answer = unknown, Given = undefined> {
  /** Lesson and number, as in `1.2`. */
  readonly id: string;
  /** What it is about, in two or three words. */
  readonly title: string;
  /** 1: read off or count; 2: apply; 3: build. */
  readonly level: 1 | 2 | 3;
  /** A value that is worked out, an example to be found, code, or a measurement on data. */
  readonly asks: "value" | "example" | "code" | "data";
  /** What an answer looks like; any other is told so in a sentence. */
  readonly form: Form;
  /** Mistakes that are recognised, the first that fits is told. */
  readonly mistakes: readonly Mistake<Answer, Given>[];
  /**
   * Looks at an answer of the right form: `true` when it is right, otherwise a hint that does not give it
   * away. `given` is what the lesson handed over from its run, plain data.
   */
  check(answer: Answer, given: Given): true | string;
}

/** An exercise of any lesson. */
// deno-lint-ignore no-explicit-any
export type AnyExercise = Exercise<any, any>;

/**
 * States an exercise, with the types of its answer and of what it is given taken from its check. A
 * lesson's exercises are one module in this folder: the notebook, its page, `deno task grade` and the
 * tests all judge by `judge`, from the same definition.
 *
 * @param definition Id, title, level, what it asks for, its form, mistakes and check.
 * @returns The same.
 *
 * @example
 * ```ts
 * import { defineExercise } from "#lib/exercises/mod.ts";
 * import { FORMS } from "#lib/exercises/form.ts";
 * import { judge } from "#lib/exercises/judge.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const even = defineExercise({
 *   ...{ id: "0.9", title: "an even number", level: 1, asks: "example", form: FORMS.number },
 *   mistakes: [],
 *   check: (answer: number) => answer % 2 === 0 || "half of it is no whole number",
 * });
 * assertEquals(judge(even, 5, undefined), "half of it is no whole number");
 * ```
 */
export function defineExercise<Answer, Given = undefined>(
  definition: Exercise<Answer, Given>,
): Exercise<Answer, Given> {
  return definition;
}
