import { shortHash } from "../charts/numbers.ts";
import { defineExercise, type Exercise } from "./exercise.ts";
import { type Form, FORMS } from "./form.ts";

export interface ValueDefinition extends Pick<Exercise, "id" | "title" | "level"> {
  /** What it looks like. Default: a whole number. */
  form?: Form;
  /** How many digits of it count. Default 12. */
  digits?: number;
  /** The answer's sum, see `answerHash`: the page does not have the answer itself. */
  hash: string;
  /** Other values, by what one believes who gives them. */
  mistakes: Readonly<Record<string, number>>;
  /** What is said to any other. */
  hint: string;
}

/** The sum of an answer, by as many digits as count, salted with the exercise's id. */
export function answerHash(id: string, value: number, digits = 12): string {
  return shortHash(`triplet-lab exercise ${id}: ${value.toPrecision(digits)}`);
}

/** An exercise that asks for a number; its definition has the answer's sum and not the answer. */
export function valueExercise(
  { form = FORMS.whole, digits = 12, hash, mistakes, hint, ...rest }: ValueDefinition,
): Exercise<number> {
  const digitsOf = (value: number) => value.toPrecision(digits);
  const known = Object.entries(mistakes).map(([believes, value]) =>
    [believes, [(answer: number) => digitsOf(answer) === digitsOf(value), value]] as const
  );
  return defineExercise<number>({
    ...{ ...rest, asks: "value", form, mistakes: Object.fromEntries(known) },
    check: (answer) => answerHash(rest.id, answer, digits) === hash || hint,
  });
}
