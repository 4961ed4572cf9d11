import { defineExercise, type Exercise } from "./exercise.ts";
import { type Form, FORMS } from "./form.ts";
import { whatIs } from "./what_is.ts";

// deno-lint-ignore no-explicit-any
type Code = (...args: any[]) => unknown;

export interface CodeDefinition<F extends Code, Given>
  extends Pick<Exercise, "id" | "title" | "level"> {
  /** How it is called, as in `(x) => number`: its arguments' names are the words of the verdict. */
  call: string;
  /** What it gives. Default: a number. */
  gives?: Form;
  tries: (given: Given) => readonly Parameters<F>[];
  right: F;
  /** How far off a number may be, as a share of it or, below 1, as it is. Default 1e-9. */
  within?: number;
  /** By what one believes who makes a mistake: code that comes of it. */
  mistakes: Readonly<Record<string, F>>;
  /** What else is asked of code that gives the right values, such as how it gets there. */
  also?: (answer: F) => true | string;
  /** Code that gives the right values and still is not what is asked for. */
  detours?: readonly (readonly [like: F, believes: string])[];
}

export function codeExercise<F extends Code, Given = undefined>(
  definition: CodeDefinition<F, Given>,
): Exercise<F, Given> {
  const { id, title, level, call, gives = FORMS.anyNumber, within = 1e-9 } = definition;
  const { tries, right, mistakes, also = () => true as const, detours = [] } = definition;
  const names = /^\((.*?)\)/.exec(call)![1].split(", ");
  const where = (args: readonly unknown[]) =>
    args.map((value, i) => `${names[i]} = ${said(value)}`).join(", ");
  const alike = (one: F, other: F, given: Given) =>
    tries(given).every((args) => near(outcome(one, args), outcome(other, args), within));
  return defineExercise<F, Given>({
    ...{ id, title, level, asks: "code", form: FORMS.code(call) },
    mistakes: Object.fromEntries(
      Object.entries(mistakes).map(([believes, like]) => [
        believes,
        [(answer: F, given: Given) => alike(answer, like, given), like] as const,
      ]),
    ),
    others: detours.map(([like, believes]) => ({
      ...{ believes, says: also(like) as string, example: () => like },
      made: (answer, given) => alike(answer, right, given) && also(answer) === also(like),
    })),
    check(answer, given) {
      for (const args of tries(given)) {
        const [got, wanted] = [outcome(answer, args), outcome(right, args)];
        if (got instanceof Error) return `for ${where(args)} it throws: ${got.message || got.name}`;
        if (!gives.fits(got)) {
          return `for ${where(args)} expected ${gives.words}, got ${whatIs(got)}`;
        }
        if (near(got, wanted, within)) continue;
        return `for ${where(args)}: expected ${said(wanted)}, got ${said(got)}`;
      }
      return also(answer);
    },
  });
}

/** What a function gives for copies of some arguments, or what it throws. */
function outcome(code: Code, args: readonly unknown[]): unknown {
  try {
    return code(...structuredClone(args));
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(whatIs(thrown));
  }
}

function near(one: unknown, other: unknown, within: number): boolean {
  if (typeof one === "number" && typeof other === "number") {
    return Object.is(one, other) || one === other ||
      Number.isFinite(other) && Math.abs(one - other) <= within * Math.max(1, Math.abs(other));
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, i) => near(value, other[i], within));
  }
  return Object.is(one, other);
}

/** A value in few letters. */
function said(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, one) =>
      typeof one !== "number" ? one : Number.isFinite(one) ? Number(one.toPrecision(7)) : `${one}`,
  ).replace(/"(-?Infinity|NaN)"/g, "$1").replaceAll(",", ", ");
  return text.length <= 90 ? text : `${text.slice(0, 90)} …`;
}
