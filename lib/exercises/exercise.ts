import type { Form } from "./form.ts";
import sentences from "./sentences.json" with { type: "json" };

/** A mistake that many make, told by what it answers. */
export interface Mistake<Answer = unknown, Given = undefined> {
  /** What one believes who makes it, for the teacher. */
  readonly believes: string;
  /** Whether an answer of the right form, and not a right one, comes of it. */
  made(answer: Answer, given: Given): boolean;
  readonly says: string;
  example(given: Given): Answer;
}

/** An exercise of a lesson: what an answer looks like, and how it is judged. */
export interface Exercise<Answer = unknown, Given = undefined> {
  /** Lesson and number, as in `1.2`. */
  readonly id: string;
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

// deno-lint-ignore no-explicit-any
export type AnyExercise = Exercise<any, any>;

/** An exercise as its lesson's module states it. */
interface Definition<Answer, Given> extends Omit<Exercise<Answer, Given>, "mistakes"> {
  /** By what one believes: whether an answer comes of it, and one that does; what is said is in `sentences.json`. */
  readonly mistakes?: Readonly<
    Record<string, readonly [made: Mistake<Answer, Given>["made"], example: Answer]>
  >;
  /** Mistakes that bring their sentence along. */
  readonly others?: readonly Mistake<Answer, Given>[];
}

/** States an exercise; the types of its answer and of what it is given come from its check. */
export function defineExercise<Answer, Given = undefined>(
  { mistakes = {}, others = [], ...rest }: Definition<Answer, Given>,
): Exercise<Answer, Given> {
  const said = (sentences as Readonly<Record<string, Readonly<Record<string, string>>>>)[rest.id];
  const own = Object.entries(mistakes).map(([believes, [made, example]]) => ({
    ...{ believes, made, says: said[believes], example: () => example },
  }));
  return { ...rest, mistakes: [...own, ...others] };
}
