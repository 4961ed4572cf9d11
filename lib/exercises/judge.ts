import type { Exercise } from "./exercise.ts";
import { whatIs } from "./what_is.ts";

/**
 * Judges an answer, whatever it is: never throws.
 *
 * @param asked The exercise.
 * @param answer What the reader put in.
 * @param given What the lesson handed over from its run.
 * @returns `true` when it is right, else a sentence: what form is wanted, which mistake it looks like, or
 * what the check says.
 *
 * @example
 * ```ts
 * import { judge } from "#lib/exercises/judge.ts";
 * import { pairsOfOneClass } from "#lib/exercises/start.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(judge(pairsOfOneClass, 3, undefined), true);
 * assertEquals(
 *   judge(pairsOfOneClass, "3", undefined),
 *   'expected a whole number, such as 12, got the text "3"',
 * );
 * ```
 */
export function judge<Answer, Given>(
  { form, check, mistakes }: Exercise<Answer, Given>,
  answer: unknown,
  given: Given,
): true | string {
  try {
    if (!form.fits(answer)) return `expected ${form.words}, got ${whatIs(answer)}`;
    const verdict = check(answer as Answer, given);
    if (verdict === true) return true;
    return mistakes.find(({ made }) => made(answer as Answer, given))?.says ?? verdict;
  } catch {
    return `expected ${form.words}, got something that cannot be read`;
  }
}
