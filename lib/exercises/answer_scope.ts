import { toyBatch } from "../datasets/toy_batch.ts";
import * as reference from "../reference/mod.ts";
import type { Exercise } from "./exercise.ts";

/**
 * What a typed answer may use by name: `reference` (all of `lib/reference`), the toy batch (`points`,
 * `labels`, `names`, and each point by its letter, `a` to `f`), `margin` (2, which makes its triplets
 * easy, semi-hard and hard), and, behind these, the exercise's own scope, which wins.
 *
 * @param exercise The exercise that is answered.
 * @returns Name and value; the points are new copies, so that an answer may change them.
 *
 * @example
 * ```ts
 * import { answerScope } from "#lib/exercises/answer_scope.ts";
 * import { pairsOfOneClass } from "#lib/exercises/start.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { b, margin } = answerScope(pairsOfOneClass);
 * assertEquals([b, margin], [[3, 4], 2]);
 * ```
 */
export function answerScope(
  exercise: Pick<Exercise, "scope">,
): Readonly<Record<string, unknown>> {
  const { names, points, labels } = toyBatch();
  const byLetter = Object.fromEntries(names.map((name, i) => [name, points[i]]));
  return { reference, points, labels, names, ...byLetter, margin: 2, ...exercise.scope };
}
