/** Binary digits of the kinds of numbers that hold fewer than a `number` does. */
const DIGITS: Record<string, number> = { FLOAT16: 11, FLOAT32: 24, FLOAT: 24 };

/**
 * Below two to the power of how many all integers are exact in an array or a column of a file. At that
 * number and beyond, the integers beside one are rounded to it, and cannot be told from it.
 *
 * @param kind A typed array's name, or a column's type as Parquet calls it.
 *
 * @example
 * ```ts
 * import { exactDigits } from "#lib/checks/mod.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(exactDigits("Float32Array"), 24);
 * assertEquals(Math.fround(2 ** 24 + 1), 2 ** 24);
 * ```
 */
export function exactDigits(kind: string): number {
  return DIGITS[kind.replace("Array", "").toUpperCase()] ?? 53;
}
