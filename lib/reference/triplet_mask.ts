import { checkLabels, type Labels } from "../checks/mod.ts";

/**
 * Which triplets are valid (articles 2 and 3): `mask[a][p][n]` is true when `a`, `p` and `n` are
 * three different points, `labels[a] == labels[p]` and `labels[a] != labels[n]`. A batch of P classes
 * with K points each has `P K (K - 1) (P K - K)` of them.
 *
 * @returns B x B x B booleans: 16 million for B = 256, so this is for reading and for small batches
 * @throws {TypeError | RangeError} when `labels` is no list of numbers, or one is not an integer
 *
 * @example
 * ```ts
 * import { tripletMask } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(tripletMask([5, 5, 8]).flat(2).filter(Boolean).length, 2);
 * ```
 */
export function tripletMask(labels: Labels): boolean[][][] {
  checkLabels(labels);
  const classes = Array.from(labels);
  return classes.map((labelA, a) =>
    classes.map((labelP, p) =>
      classes.map((labelN, n) =>
        a !== p && a !== n && p !== n && labelA === labelP && labelA !== labelN
      )
    )
  );
}
