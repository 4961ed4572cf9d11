import { createHash } from "../host/node.ts";
import { defineExercise, type Exercise } from "./exercise.ts";
import { type Form, FORMS } from "./form.ts";

/** What a value to be worked out is judged by. */
export interface ValueDefinition extends Pick<Exercise, "id" | "title" | "level"> {
  /** What it looks like. Default: a whole number. */
  form?: Form;
  /** How many digits of it count. Default 12. */
  digits?: number;
  /** The answer's sum, see `answerHash`: the page does not have the answer itself. */
  hash: string;
  /** Other values, what one believes who gives them, and what is said then. */
  mistakes: readonly (readonly [value: number, believes: string, says: string])[];
  /** What is said to any other. */
  hint: string;
}

/**
 * The salted sum of an answer that is a number.
 *
 * @param id The exercise's, which is the salt.
 * @param value The answer.
 * @param digits How many digits count.
 * @returns Sixteen hexadecimal digits of SHA-256.
 */
export function answerHash(id: string, value: number, digits = 12): string {
  const text = `triplet-lab exercise ${id}: ${value.toPrecision(digits)}`;
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * An exercise that asks for a number; its definition has the answer's sum and not the answer.
 *
 * @param definition Id, title, level, sum, mistakes and hint.
 * @returns The exercise.
 *
 * @example
 * ```ts
 * import { answerHash, valueExercise } from "#lib/exercises/value_exercise.ts";
 * import { judge } from "#lib/exercises/judge.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const sum = valueExercise({
 *   ...{ id: "0.9", title: "a sum", level: 1, hash: answerHash("0.9", 4) },
 *   mistakes: [[22, "digits are joined", "the sum, not the digits side by side"]],
 *   hint: "count again",
 * });
 * assertEquals(judge(sum, 4, undefined), true);
 * assertEquals(judge(sum, 22, undefined), "the sum, not the digits side by side");
 * ```
 */
export function valueExercise(
  { form = FORMS.whole, digits = 12, hash, mistakes, hint, ...rest }: ValueDefinition,
): Exercise<number> {
  return defineExercise<number>({
    ...rest,
    ...{ asks: "value", form },
    mistakes: mistakes.map(([value, believes, says]) => ({
      ...{ believes, says, example: () => value },
      made: (answer) => answer.toPrecision(digits) === value.toPrecision(digits),
    })),
    check: (answer) => answerHash(rest.id, answer, digits) === hash || hint,
  });
}
