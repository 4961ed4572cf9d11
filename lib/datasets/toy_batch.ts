/** A batch small enough to check by hand: for each point a letter, its place and its class. */
export type ToyBatch = {
  readonly names: readonly string[];
  readonly points: number[][];
  readonly labels: number[];
};

/**
 * The six points that every lesson begins with: three classes of two, in the plane, at coordinates
 * that make most distances whole numbers (3, 4, 5, 6, 8, 10).
 *
 *     8 |             f            a, b: class 0
 *     4 | d     b                  c, d: class 1
 *     0 | a     c     e            e, f: class 2
 *         0     3     6
 *
 * @example
 * ```ts
 * import { toyBatch } from "@triplet-lab/triplet-lab/datasets";
 * import { assertEquals } from "@std/assert";
 * const { points: [a, b] } = toyBatch();
 * assertEquals(Math.hypot(a[0] - b[0], a[1] - b[1]), 5);
 * ```
 */
export function toyBatch(): ToyBatch {
  return {
    names: ["a", "b", "c", "d", "e", "f"],
    points: [[0, 0], [3, 4], [3, 0], [0, 4], [6, 0], [6, 8]],
    labels: [0, 0, 1, 1, 2, 2],
  };
}
