import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { pairedVerdict } from "#lib/evaluation/mod.ts";

Deno.test("pairedVerdict() takes the differences, not the two spreads", () => {
  // Far apart from seed to seed, but always 1 to 3 apart from each other: 2 with s = 1.
  const { verdict, mean, low, high } = pairedVerdict([11, 52, 93], [10, 50, 90]);
  assertEquals([verdict, mean], ["not told apart", 2]);
  assertAlmostEquals(high - low, 2 * 4.303 / Math.sqrt(3), 1e-9);
  assertEquals(pairedVerdict([12, 52, 92.1], [10, 50, 90]).verdict, "better");
});

Deno.test("pairedVerdict() turns round when less is better, and when the two are exchanged", () => {
  const [one, other] = [[1, 2, 3], [2, 3.1, 4]];
  assertEquals(pairedVerdict(one, other).verdict, "worse");
  assertEquals(pairedVerdict(other, one).verdict, "better");
  assertEquals(pairedVerdict(one, other, { better: "less" }).verdict, "better");
});

Deno.test("pairedVerdict() tells nothing apart that is equal, and refuses lengths that differ", () => {
  assertEquals(pairedVerdict([1, 2], [1, 2]).verdict, "not told apart");
  assertThrows(() => pairedVerdict([1, 2, 3], [1, 2]), RangeError, "expected 3 values");
});
