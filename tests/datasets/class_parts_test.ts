import { assert, assertEquals, assertThrows } from "@std/assert";
import { classParts } from "#lib/datasets/mod.ts";

const count = (parts: string[]) =>
  ["train", "dev", "test"].map((part) => parts.filter((other) => other === part).length);

Deno.test("classParts() gives ten classes as 5, 2 and 3, another way for each split", () => {
  const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const splits = digits.map((split) => classParts(digits, { split }));
  for (const parts of splits) assertEquals(count(parts), [5, 2, 3]);
  assertEquals(splits[3], classParts(digits, { split: 3 }));
  assert(new Set(splits.map(String)).size >= 9);
});

Deno.test("classParts() never divides a group", () => {
  const groups = Array.from({ length: 200 }, (_, i) => i % 7 === 0 ? 0 : i);
  const parts = classParts(groups, { split: 2 });
  assertEquals(new Set(parts.filter((_, i) => groups[i] === 0)).size, 1);
  assertEquals(count(parts).reduce((sum, n) => sum + n), 200);
});

Deno.test("classParts() refuses what cannot be divided", () => {
  assertThrows(() => classParts([0, 0, 1]), RangeError, "three or more");
  assertThrows(() => classParts([0, 1, 2], { split: 0.5 }), RangeError, "split");
});
