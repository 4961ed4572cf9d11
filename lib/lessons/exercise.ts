import type { Exercise } from "../exercises/exercise.ts";
import { judge } from "../exercises/judge.ts";
import { EXERCISE } from "../workspace/mime_types.ts";
import { Remark } from "./check.ts";

/**
 * Looks at a reader's answer to an exercise: tells what is right, what is not, and never fails the
 * notebook, so that an unanswered lesson still runs from top to bottom. A page remembers in the reader's
 * browser which were right.
 *
 * @example
 * ```ts
 * import { pairsOfOneClass } from "#lib/exercises/start.ts";
 * import { exercise } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(exercise(pairsOfOneClass, undefined).text, "… Exercise 0.1 (a first exercise): not answered yet");
 * assertEquals(exercise(pairsOfOneClass, 3).text, "✓ Exercise 0.1 (a first exercise): right");
 * ```
 */
export function exercise<Answer, Given = undefined>(
  asked: Exercise<Answer, Given>,
  answer: Answer | undefined,
  ...[given]: undefined extends Given ? [given?: Given] : [given: Given]
): Remark {
  const { id, title } = asked;
  const name = `Exercise ${id} (${title})`;
  const remark = (line: string, right: boolean | null) =>
    new Remark(line, { [EXERCISE]: { id, title, right, given: given ?? null } });
  if (answer === undefined) return remark(`… ${name}: not answered yet`, null);
  const verdict = judge(asked, answer, given as Given);
  return verdict === true
    ? remark(`✓ ${name}: right`, true)
    : remark(`✗ ${name}: ${verdict}`, false);
}
