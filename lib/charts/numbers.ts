/** A number in so many digits. */
export function significant(value: number, digits = 3): number {
  return +value.toPrecision(digits);
}

/** A number in so many digits as people write it, without zeros at its end: `0.25`, `12.3`. */
export function short(value: number, digits = 3): string {
  return withMinus(String(significant(value, digits)));
}

/** A number with so many decimals, `0.20`; from a thousand on in four digits. */
export function fixed(value: number, digits = 2): string {
  return withMinus(Math.abs(value) < 1000 ? value.toFixed(digits) : String(significant(value, 4)));
}

/** A share as whole percents: `25 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** The first of 1, 2, 5, 10, 20, ... (and their tenths) that is not below a value; of nothing, 1. */
export function roundAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9))!;
}

/** Data with six digits of each number: enough to compare, and the notebooks stay small. */
export function rounded(data: unknown): unknown {
  const short = (_: string, x: unknown) => typeof x === "number" ? significant(x, 6) : x;
  return JSON.parse(JSON.stringify(data, short));
}

/** A minus that is as wide as a plus. */
const withMinus = (text: string): string => text.replace("-", "−");

/** FNV-1a, for ids that differ between figures and stay between runs. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A number as it fits beside an axis: 1M for 1000000, and 1e+20 where a training has diverged. */
export const compact = (value: number): string =>
  Math.abs(value) < 1e15 ? COMPACT.format(value) : Number(value.toPrecision(3)).toExponential();
