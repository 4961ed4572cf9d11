/**
 * What stands in for `@std/assert` where JSR does not answer (`tests/support/assert.ts`), and under
 * Bun (`bun_preload.ts`): the part that the tests use, with std's own signatures, over
 * `node:assert`. It is the stricter of the two in one point: 0 does not equal -0.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";

// deno-lint-ignore no-explicit-any
type Class<T> = abstract new (...args: any[]) => T;

export class AssertionError extends Error {
  override name = "AssertionError";
}

function fail(told: string, msg?: string): never {
  throw new AssertionError(msg ? `${told}: ${msg}` : told);
}

export function assert(expr: unknown, msg = "Expected a true condition"): asserts expr {
  if (!expr) fail(msg);
}

export function assertFalse(
  expr: unknown,
  msg = "Expected a false condition",
): asserts expr is false | 0 | 0n | "" | null | undefined {
  if (expr) fail(msg);
}

export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    fail((error as Error).message, msg);
  }
}

export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  if (!(Math.abs(expected - actual) <= tolerance)) {
    fail(`Expected ${actual} to be within ${tolerance} of ${expected}`, msg);
  }
}

export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) fail(`Expected ${actual} > ${expected}`, msg);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) fail(`Expected ${actual} >= ${expected}`, msg);
}

export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) fail(`Expected ${actual} < ${expected}`, msg);
}

export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) fail(`Expected "${actual}" to contain "${expected}"`, msg);
}

export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) fail(`Expected "${actual}" to match ${expected}`, msg);
}

export function assertInstanceOf<T extends Class<unknown>>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (!(actual instanceof expectedType)) fail(`Expected an instance of ${expectedType.name}`, msg);
}

/** Whether what was thrown is the error that was expected; without a class anything is. */
function checkThrown(thrown: unknown, ErrorClass?: Class<Error>, includes = "", msg?: string) {
  if (!ErrorClass) return;
  if (!(thrown instanceof ErrorClass)) {
    fail(`Expected ${ErrorClass.name}, got ${thrown}`, msg);
  }
  if (!thrown.message.includes(includes)) {
    fail(`Expected the message to contain "${includes}", got "${thrown.message}"`, msg);
  }
}

export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: Class<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  first?: Class<Error> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const [ErrorClass, told] = typeof first === "string" ? [undefined, first] : [first, msg];
  try {
    fn();
  } catch (error) {
    checkThrown(error, ErrorClass, msgIncludes, told);
    return error;
  }
  fail("Expected the function to throw", told);
}

export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: Class<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  first?: Class<Error> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const [ErrorClass, told] = typeof first === "string" ? [undefined, first] : [first, msg];
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    fail("The function threw where it was expected to reject", told);
  }
  try {
    await promise;
  } catch (error) {
    checkThrown(error, ErrorClass, msgIncludes, told);
    return error;
  }
  fail("Expected the promise to be rejected", told);
}
