import type { Classes } from "./implementations.ts";
import type { Row } from "./row.ts";

/**
 * How fast the machine multiplied during a race, in 10^9 operations a second: the best of the
 * products that ran there on so many threads; undefined where none did.
 */
export function productRate(
  rows: readonly Row[],
  batch: number,
  classes: Classes,
  threads: number,
  what: "median" | "least" = "median",
): number | undefined {
  const rates = rows.filter((row) =>
    row.operator === "product" && row.status === "measured" && row.batch === batch &&
    row.classes === classes && row.threads === threads
  ).map((row) => (2 * row.dim ** 3) / row[what]! / 1e6);
  return rates.length === 0 ? undefined : Math.max(...rates);
}

/**
 * The milliseconds that batch all and its gradient cannot go below on this machine: half of the B x B
 * products of rows, B^2 D operations, and one product of B x B by B x D, 2 B^2 D, at the rate measured
 * beside them.
 */
export function floorMilliseconds(
  rows: readonly Row[],
  batch: number,
  classes: Classes,
  threads: number,
  what: "median" | "least" = "median",
  dim = 128,
): number | undefined {
  const rate = productRate(rows, batch, classes, threads, what);
  return rate === undefined ? undefined : (3 * batch ** 2 * dim) / rate / 1e6;
}
