import { groupBy } from "../host/mod.ts";

/** The rows of each class, in the order of the labels' values. */
export function rowsOfClasses(labels: ArrayLike<number>): Map<number, number[]> {
  const rows = groupBy(Array.from(labels).keys(), (row) => labels[row]);
  return new Map([...rows].sort(([a], [b]) => a - b));
}
