/** Binary digits of the kinds of numbers that hold fewer than a `number` does. */
const DIGITS: Record<string, number> = { FLOAT16: 11, FLOAT32: 24, FLOAT: 24 };

/** Below two to the power of this, integers are exact in a typed array or a column of a file. */
export function exactDigits(kind: string): number {
  return DIGITS[kind.replace("Array", "").toUpperCase()] ?? 53;
}
