import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanInterval } from "#lib/evaluation/mod.ts";

/** Student's density up to a factor, integrated from 0 to t by Simpson's rule. */
function half(t: number, freedom: number): number {
  const density = (x: number) => (1 + x * x / freedom) ** (-(freedom + 1) / 2);
  const steps = 200_000;
  let sum = density(0) + density(t);
  for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density(t * i / steps);
  return sum * t / steps / 3;
}

Deno.test("meanInterval() takes its quantiles from Student's t distribution", () => {
  for (const n of [2, 3, 5, 8, 17, 31]) {
    // Values 0, ..., 0, n have deviation sqrt(n) and mean 1, so that the interval's half is t itself.
    const values = [...new Array(n - 1).fill(0), n];
    const { mean, high, deviation } = meanInterval(values);
    assertAlmostEquals(mean, 1, 1e-12);
    const t = (high - mean) * Math.sqrt(n) / deviation;
    // Beyond 4000 even the broadest of these distributions has less than 2 in 10,000.
    const whole = half(4000, n - 1);
    const share = half(t, n - 1) / whole;
    assertAlmostEquals(share, 0.95, n === 2 ? 4e-4 : 2e-4, `n = ${n}: ${share}`);
  }
});

Deno.test("meanInterval() is symmetric about the mean, and a point where all values are one", () => {
  const { mean, low, high } = meanInterval([1, 2, 6]);
  assertEquals(mean, 3);
  assertAlmostEquals(high - mean, mean - low, 1e-12);
  assertEquals(meanInterval([2, 2, 2]), { mean: 2, low: 2, high: 2, deviation: 0 });
});

Deno.test("meanInterval() narrows as measurements become more", () => {
  const width = (n: number) => {
    const { low, high } = meanInterval(Array.from({ length: n }, (_, i) => i % 2));
    return high - low;
  };
  for (const [few, many] of [[2, 4], [10, 30], [30, 32], [32, 64]]) {
    assert(width(many) < width(few), `${few} and ${many}`);
  }
});

Deno.test("meanInterval() refuses one value, and what is not a number", () => {
  assertThrows(() => meanInterval([1]), RangeError, "values: expected two or more, got 1");
  assertThrows(() => meanInterval([1, NaN]), RangeError, "values[1]: expected a finite number");
  // Whose square is beyond float64: the interval would be the whole line.
  assertThrows(() => meanInterval([1, 1e200]), RangeError, "values[1]: expected a finite number");
  for (const value of [undefined, null, 7, {}, "12", ["1", "2"], [1n, 2n]]) {
    assertThrows(() => meanInterval(value as unknown as number[]), TypeError, "values");
  }
});
