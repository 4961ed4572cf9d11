import { checkNumber } from "../checks/mod.ts";

/**
 * Numbers that lie one row after the other, as rows.
 *
 * @throws {RangeError} When `dim` is not a whole number of at least 1, or the rows are not whole.
 *
 * @example
 * ```ts
 * import { rowsOf } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rowsOf(Float32Array.of(1, 2, 3, 4), 2), [[1, 2], [3, 4]]);
 * ```
 */
export function rowsOf(flat: ArrayLike<number>, dim: number, name = "flat"): number[][] {
  checkNumber(dim, "dim", { min: 1, integer: true });
  if (flat.length % dim !== 0) {
    throw new RangeError(
      `${name}: expected whole rows of ${dim} numbers, got ${flat.length} numbers`,
    );
  }
  const numbers = Array.from(flat);
  return Array.from(
    { length: numbers.length / dim },
    (_, i) => numbers.slice(i * dim, (i + 1) * dim),
  );
}
