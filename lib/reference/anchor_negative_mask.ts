import { checkLabels, type Labels } from "../checks/mod.ts";

/**
 * Which points may be the negative of which anchor (article 2): `mask[a][n]` is true when
 * `labels[a] != labels[n]`.
 *
 * @returns B rows of B booleans
 * @throws {TypeError | RangeError} when `labels` is no list of numbers, or one is not an integer
 *
 * @example
 * ```ts
 * import { anchorNegativeMask } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(anchorNegativeMask([5, 8]), [[false, true], [true, false]]);
 * ```
 */
export function anchorNegativeMask(labels: Labels): boolean[][] {
  checkLabels(labels);
  const classes = Array.from(labels);
  return classes.map((labelA) => classes.map((labelN) => labelA !== labelN));
}
