import type { Row } from "./row.ts";

/**
 * How fast the machine multiplies on so many threads, in 10^9 operations a second: the fastest round
 * of all products in all races, as that is what it can do when nothing else disturbs it; undefined
 * where none was measured.
 */
export function productRate(rows: readonly Row[], threads: number): number | undefined {
  const rates = rows.filter((row) =>
    row.operator === "product" && row.status === "measured" && row.threads === threads
  ).map((row) => (2 * row.dim ** 3) / row.least! / 1e6);
  return rates.length === 0 ? undefined : Math.max(...rates);
}

/**
 * The milliseconds that batch all and its gradient cannot go below on this machine: half of the B x B
 * products of rows, B^2 D operations, and one product of B x B by B x D, 2 B^2 D, at the rate of
 * {@linkcode productRate}.
 */
export function floorMilliseconds(
  rows: readonly Row[],
  batch: number,
  threads: number,
  dim = 128,
): number | undefined {
  const rate = productRate(rows, threads);
  return rate === undefined ? undefined : (3 * batch ** 2 * dim) / rate / 1e6;
}
