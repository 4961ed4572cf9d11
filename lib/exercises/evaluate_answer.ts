import { answerScope } from "./answer_scope.ts";
import { ANSWER_FILE, LINES_ABOVE } from "./answer_problem.ts";
import { compileAnswer } from "./compile_answer.ts";
import type { AnyExercise } from "./exercise.ts";
import { type Answer, judgeAnswer, type Verdict, verdictOf } from "./judge_answer.ts";

/**
 * Judges an answer as the page does, from what was typed: compiled, run, and held against the check.
 * Here it runs at once and without a time limit; the page runs it in a worker.
 *
 * @param exercise The exercise, from a lesson's module in this folder.
 * @param typed What the reader typed.
 * @param given What the lesson handed over from its run.
 * @returns Right, or what to tell the reader.
 *
 * @example
 * ```ts
 * import { evaluateAnswer } from "#lib/exercises/evaluate_answer.ts";
 * import { pairsOfOneClass } from "#lib/exercises/start.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(evaluateAnswer(pairsOfOneClass, "6 / 2").right, true);
 * assertEquals(evaluateAnswer(pairsOfOneClass, ""), { right: false, message: "write a number" });
 * ```
 */
export function evaluateAnswer(
  exercise: AnyExercise,
  typed: string,
  given?: unknown,
): Verdict {
  const place = { above: LINES_ABOVE, lines: typed.split("\n").length };
  try {
    const source = compileAnswer(exercise.form, typed, Object.keys(answerScope(exercise)));
    const make = new Function(`return ${source}\n//# sourceURL=${ANSWER_FILE}`);
    return judgeAnswer(exercise, make() as Answer, given, place);
  } catch (error) {
    return verdictOf(error, place);
  }
}
