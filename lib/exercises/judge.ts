import type { Exercise } from "./exercise.ts";
import { whatIs } from "./what_is.ts";

/** Judges an answer, whatever it is: never throws, says what form or mistake it is. */
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
