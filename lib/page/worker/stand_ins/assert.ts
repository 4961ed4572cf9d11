/** What takes the place of `@std/assert` in a page: throws where two numbers are farther apart than that. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Math.abs(expected * 1e-7) || 1e-7,
): void {
  if (Object.is(actual, expected) || Math.abs(expected - actual) <= tolerance) return;
  throw new Error(`Expected ${actual} to be within ${tolerance} of ${expected}`);
}
