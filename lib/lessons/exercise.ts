import { Remark } from "./check.ts";

/**
 * Looks at a reader's answer to an exercise: tells what is right, what is not, and never fails the
 * notebook, so that an unanswered lesson still runs from top to bottom.
 *
 * @param name The exercise's name.
 * @param answer What the reader put in; `undefined` while there is no answer.
 * @param judge Says `true` for a right answer, and otherwise a hint.
 * @returns A line for the cell to show.
 *
 * @example
 * ```ts
 * import { exercise } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const judge = (sum: number) => sum === 4 || "count again";
 * assertEquals(exercise("Exercise 1", undefined, judge).text, "… Exercise 1: not answered yet");
 * assertEquals(exercise("Exercise 1", 3, judge).text, "✗ Exercise 1: count again");
 * assertEquals(exercise("Exercise 1", 4, judge).text, "✓ Exercise 1: right");
 * ```
 */
export function exercise<T>(
  name: string,
  answer: T | undefined,
  judge: (answer: T) => true | string,
): Remark {
  if (answer === undefined) return new Remark(`… ${name}: not answered yet`);
  try {
    const verdict = judge(answer);
    return new Remark(verdict === true ? `✓ ${name}: right` : `✗ ${name}: ${verdict}`);
  } catch (error) {
    return new Remark(`✗ ${name}: it threw ${(error as Error).message}`);
  }
}
