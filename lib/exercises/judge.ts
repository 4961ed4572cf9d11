import type { Exercise } from "./exercise.ts";
import { whatIs } from "./what_is.ts";

/**
 * Judges an answer, whatever it is: `true` when it is right, else a sentence with the form that is
 * wanted, the mistake it looks like, or what the check says. Never throws.
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
