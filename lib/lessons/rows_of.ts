import { checkNumber, refuseValue } from "../checks/mod.ts";

/** Numbers that lie one row after the other, as rows. */
export function rowsOf(flat: ArrayLike<number>, dim: number, name = "flat"): number[][] {
  checkNumber(dim, "dim", { min: 1, integer: true });
  if (flat.length % dim !== 0) refuseValue(flat.length, name, `whole rows of ${dim} numbers`);
  const numbers = Array.from(flat);
  const length = numbers.length / dim;
  return Array.from({ length }, (_, i) => numbers.slice(i * dim, (i + 1) * dim));
}
