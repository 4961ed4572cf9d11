/**
 * The part of `@std/assert` that the tests use, over `node:assert`. It stands in where JSR does not
 * answer (`tests/support/import_map.json`) and under Bun (`bun_preload.ts`).
 *
 * @module
 */
import { AssertionError, deepStrictEqual, notDeepStrictEqual } from "node:assert";

export { AssertionError };

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function fail(message: string, extra?: string): never {
  throw new AssertionError({ message: extra ? `${message}: ${extra}` : message });
}

export function assert(
  condition: unknown,
  message = "Expected a true condition",
): asserts condition {
  if (!condition) fail(message);
}

export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (message === undefined) deepStrictEqual(actual, expected);
  else deepStrictEqual(actual, expected, message);
}

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  if (message === undefined) notDeepStrictEqual(actual, expected);
  else notDeepStrictEqual(actual, expected, message);
}

export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) {
    fail(`Expected ${String(actual)} to be ${String(expected)}`, message);
  }
}

export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    fail(`Expected a value, got ${String(actual)}`, message);
  }
}

export function assertFalse(condition: unknown, message?: string): void {
  if (condition) fail("Expected a false condition", message);
}

export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  if (!(actual > expected)) fail(`Expected ${String(actual)} > ${String(expected)}`, message);
}

export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual >= expected)) fail(`Expected ${String(actual)} >= ${String(expected)}`, message);
}

export function assertLess<T>(actual: T, expected: T, message?: string): void {
  if (!(actual < expected)) fail(`Expected ${String(actual)} < ${String(expected)}`, message);
}

export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  if (!(actual <= expected)) fail(`Expected ${String(actual)} <= ${String(expected)}`, message);
}

export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (!(Math.abs(expected - actual) <= allowed)) {
    fail(`Expected ${actual} to be within ${allowed} of ${expected}`, message);
  }
}

export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) fail(`Expected "${actual}" to contain "${expected}"`, message);
}

export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) fail(`Expected "${actual}" to match ${expected}`, message);
}

export function assertInstanceOf<T>(
  actual: unknown,
  // deno-lint-ignore no-explicit-any
  expected: abstract new (...args: any[]) => T,
  message?: string,
): asserts actual is T {
  if (!(actual instanceof expected)) fail(`Expected an instance of ${expected.name}`, message);
}

function checkError<E extends Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E {
  if (!(error instanceof Error)) fail("Expected an Error to be thrown", message);
  if (ErrorClass && !(error instanceof ErrorClass)) {
    fail(`Expected ${ErrorClass.name}, got ${error.name}: ${error.message}`, message);
  }
  if (includes !== undefined && !error.message.includes(includes)) {
    fail(`Expected the message to contain "${includes}", got "${error.message}"`, message);
  }
  return error as E;
}

export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, ErrorClass, includes, message);
  }
  fail("Expected the function to throw", message);
}

export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: ErrorClass<E>,
  includes?: string,
  message?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, ErrorClass, includes, message);
  }
  fail("Expected the promise to be rejected", message);
}
