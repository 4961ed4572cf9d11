import { answerScope } from "./answer_scope.ts";
import { ANSWER_FILE, type AnswerPlace, isAnswerProblem } from "./answer_problem.ts";
import type { AnyExercise } from "./exercise.ts";

/** What came of an answer. */
export interface Verdict {
  readonly right: boolean;
  /** A sentence for the reader; empty when the answer is right. */
  readonly message: string;
  /** The reader's own line, and the column, counted from 1, where the answer itself is wrong. */
  readonly line?: number;
  readonly column?: number;
}

const NOWHERE: AnswerPlace = { above: 0, lines: 0 };

/** A compiled answer: from the names that it may use to its value. */
export type Answer = (scope: Readonly<Record<string, unknown>>) => unknown;

/**
 * Runs a compiled answer and looks at it with the exercise's check. Whatever goes wrong in either is
 * a verdict too, never an exception.
 *
 * @param exercise The exercise, from a lesson's module in this folder.
 * @param answer What `compileAnswer` made, as a function.
 * @param given What the lesson handed over from its run.
 * @param place Where the answer stands in its script; nowhere by default.
 * @returns Right, or what to tell the reader.
 *
 * @example
 * ```ts
 * import { judgeAnswer } from "#lib/exercises/judge_answer.ts";
 * import { pairsOfOneClass } from "#lib/exercises/start.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(judgeAnswer(pairsOfOneClass, () => 3), { right: true, message: "" });
 * assertEquals(judgeAnswer(pairsOfOneClass, () => "3").message, "expected a number, got a string");
 * ```
 */
export function judgeAnswer(
  exercise: AnyExercise,
  answer: Answer,
  given?: unknown,
  place = NOWHERE,
): Verdict {
  try {
    const value = answer(answerScope(exercise));
    if (exercise.form === "number" && !(typeof value === "number" && Number.isFinite(value))) {
      return { right: false, message: `expected a number, got ${kindOf(value)}` };
    }
    // A copy cannot be another value each time that the check looks at it.
    const seen = typeof value === "function" ? value : structuredClone(value);
    const verdict = exercise.check(seen, given);
    return verdict === true ? { right: true, message: "" } : { right: false, message: verdict };
  } catch (error) {
    return verdictOf(error, place);
  }
}

/**
 * An exception as a verdict: of an answer that could not be compiled, or of one that threw.
 *
 * @param error What was thrown.
 * @param place Where the answer stands in its script; nowhere by default.
 * @returns What to tell the reader, with the answer's own line where the error tells it.
 */
export function verdictOf(error: unknown, { above, lines } = NOWHERE): Verdict {
  if (isAnswerProblem(error)) {
    const { message, line, column } = error;
    return { right: false, message, ...(line && { line }), ...(column && { column }) };
  }
  if (!(error instanceof Error)) return { right: false, message: `it threw ${String(error)}` };
  const said = `${error.name}: ${error.message}`;
  if (error instanceof SyntaxError) return { right: false, message: said };
  for (const [, line, column] of (error.stack ?? "").matchAll(FRAME)) {
    const own = Number(line) - above;
    if (own >= 1 && own <= lines) {
      return { right: false, message: said, line: own, column: Number(column) };
    }
  }
  return { right: false, message: `the check cannot use this answer (${said})` };
}

/** Deno writes a place in such a script as `eval (typed-answer, <anonymous>:4:4)`. */
const FRAME = new RegExp(`${ANSWER_FILE}(?:, <anonymous>)?:(\\d+):(\\d+)`, "g");

function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number") return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
