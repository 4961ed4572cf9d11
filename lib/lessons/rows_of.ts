import { checkNumber } from "../checks/mod.ts";

/** Numbers that lie one row after the other, as rows. */
export function rowsOf(flat: ArrayLike<number>, dim: number, name = "flat"): number[][] {
  checkNumber(dim, "dim", { min: 1, integer: true });
  if (flat.length % dim !== 0) {
    throw new RangeError(`${name}: expected whole rows of ${dim} numbers, got ${flat.length}`);
  }
  const numbers = Array.from(flat);
  const length = numbers.length / dim;
  return Array.from({ length }, (_, i) => numbers.slice(i * dim, (i + 1) * dim));
}
