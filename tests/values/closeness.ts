import { assert, assertEquals } from "@std/assert";

/** |a - b| <= tolerance * max(|b|, floor), with a message that says how far off it is. */
export function assertClose(
  actual: number,
  expected: number,
  tolerance: number,
  name: string,
  floor = 0,
): void {
  const allowed = tolerance * Math.max(Math.abs(expected), floor);
  assert(
    Math.abs(actual - expected) <= allowed,
    `${name}: ${actual} instead of ${expected}, off by ${Math.abs(actual - expected)}`,
  );
}

/** The largest entry of a list of lists, in size. */
export function largestOf(matrix: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const row of matrix) {
    for (let k = 0; k < row.length; k++) largest = Math.max(largest, Math.abs(row[k]));
  }
  return largest;
}

/** Each entry within tolerance of the largest expected entry (or of `scale`, where that is more). */
export function assertMatrixClose(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  tolerance: number,
  name: string,
  scale = 0,
): void {
  assertEquals(actual.length, expected.length, `${name}: rows`);
  const allowed = tolerance * Math.max(largestOf(expected), scale);
  for (let i = 0; i < expected.length; i++) {
    assertEquals(actual[i].length, expected[i].length, `${name}: columns of row ${i}`);
    for (let k = 0; k < expected[i].length; k++) {
      const off = Math.abs(actual[i][k] - expected[i][k]);
      assert(
        off <= allowed,
        `${name}: ${actual[i][k]} instead of ${expected[i][k]} at [${i}][${k}], off by ${off} ` +
          `with ${allowed} allowed`,
      );
    }
  }
}
