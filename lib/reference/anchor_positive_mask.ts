import { checkLabels, type Labels } from "../checks/mod.ts";

/**
 * Which points may be the positive of which anchor (article 2): `mask[a][p]` is true when `a != p`
 * and `labels[a] == labels[p]`.
 *
 * @returns B rows of B booleans
 * @throws {TypeError | RangeError} when `labels` is no list of numbers, or one is not an integer
 *
 * @example
 * ```ts
 * import { anchorPositiveMask } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(anchorPositiveMask([5, 5]), [[false, true], [true, false]]);
 * ```
 */
export function anchorPositiveMask(labels: Labels): boolean[][] {
  checkLabels(labels);
  const classes = Array.from(labels);
  return classes.map((labelA, a) => classes.map((labelP, p) => a !== p && labelA === labelP));
}
