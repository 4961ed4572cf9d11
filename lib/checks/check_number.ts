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

/** True for a number within its limits. */
export function isWithin(
  value: unknown,
  { min = -Infinity, above = -Infinity, max = Infinity, integer, infinity }: NumberLimits,
): value is number {
  return typeof value === "number" && value >= min && value <= max &&
    (above === -Infinity || value > above) && (infinity || Number.isFinite(value)) &&
    (!integer || Number.isInteger(value));
}

/** Refuses what is not a number within its limits. */
export function checkNumber(
  value: unknown,
  name: string,
  limits: NumberLimits = {},
): asserts value is number {
  if (isWithin(value, limits)) return;
  const { min = -Infinity, above = -Infinity, max = Infinity, integer, infinity } = limits;
  const kind = integer ? "an integer" : infinity ? "a number" : "a finite number";
  // Limits that only keep float64 whole are told to who exceeds them.
  const finite = Number.isFinite(value) ? value as number : NaN;
  const within = [
    min > -1e6 || finite < min ? `of at least ${min}` : "",
    above > -Infinity ? `above ${above}` : "",
    max < 1e6 || finite > max ? `of at most ${max < 1e6 ? max : max.toExponential()}` : "",
  ].filter(Boolean).join(" and ");
  const message = expected(name, within ? `${kind} ${within}` : kind, describe(value));
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
