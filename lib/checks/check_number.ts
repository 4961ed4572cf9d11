import { describe, expected } from "./message.ts";

/** What a number may be; without limits, any finite number. */
export interface NumberLimits {
  /** The smallest value allowed, itself included. */
  readonly min?: number;
  /** The value that must be exceeded. */
  readonly above?: number;
  /** The largest value allowed, itself included. */
  readonly max?: number;
  /** True when only whole numbers will do. */
  readonly integer?: boolean;
  /** True when positive infinity is a meaningful value (the order of a norm). */
  readonly infinity?: boolean;
}

/** Refuses what is not a number within its limits. */
export function checkNumber(
  value: unknown,
  name: string,
  { min = -Infinity, above = -Infinity, max = Infinity, integer = false, infinity = false }:
    NumberLimits = {},
): asserts value is number {
  const inside = typeof value === "number" && value >= min && value <= max &&
    (above === -Infinity || value > above) && (infinity || Number.isFinite(value)) &&
    (!integer || Number.isInteger(value));
  if (inside) return;

  const kind = integer ? "an integer" : infinity ? "a number" : "a finite number";
  const limits = [
    min > -Infinity ? `of at least ${min}` : "",
    above > -Infinity ? `above ${above}` : "",
    max < Infinity ? `of at most ${max < 1e6 ? max : max.toExponential()}` : "",
  ].filter(Boolean).join(" and ");
  const message = expected(name, limits ? `${kind} ${limits}` : kind, describe(value));
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
