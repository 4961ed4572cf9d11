import { checkNumber } from "../checks/mod.ts";
import { seededRandom } from "../random.ts";
import { l2Normalize } from "../reference/l2_normalize.ts";

/** A batch whose classes are as wide as one likes. */
export interface ShrinkingClasses {
  /** The points, float32 numbers, one row each. */
  points: number[][];
  /** The class of each point: 0, 1, 2, 3, 0, 1, ... */
  labels: number[];
}

/**
 * Four classes of six points in eight dimensions, each around a centre of length 1: what a batch
 * looks like on the way to the end of a training, where classes shrink to points. The centres and the
 * directions are the same for every spread.
 *
 * @throws {RangeError} When the spread is negative or not finite.
 *
 * @example
 * ```ts
 * import { shrinkingClasses } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { points } = shrinkingClasses(0);
 * assertEquals(points[0], points[4]); // one class, one point
 * ```
 */
export function shrinkingClasses(spread: number): ShrinkingClasses {
  checkNumber(spread, "spread", { min: 0 });
  const { normal } = seededRandom(5);
  const centres = l2Normalize([0, 1, 2, 3].map(() => Array.from({ length: 8 }, normal)));
  const labels = Array.from({ length: 24 }, (_, i) => i % 4);
  const points = labels.map((y) => centres[y].map((v) => Math.fround(v + spread * normal())));
  return { points, labels };
}
