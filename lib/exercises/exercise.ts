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
  /** Looks at an answer of the right form; a hint does not give it away. */
  check(answer: Answer, given: Given): true | string;
}

/** An exercise of any lesson. */
// deno-lint-ignore no-explicit-any
export type AnyExercise = Exercise<any, any>;

/** States an exercise; the types of its answer and of what it is given come from its check. */
export function defineExercise<Answer, Given = undefined>(
  definition: Exercise<Answer, Given>,
): Exercise<Answer, Given> {
  return definition;
}
