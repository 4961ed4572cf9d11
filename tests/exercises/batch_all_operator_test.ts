import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  firstBeyond,
  hardBySearch,
  looksOfASearch,
  wrongAtABound,
} from "#lib/exercises/batch_all_operator.ts";

Deno.test("looksOfASearch takes what the search really needs, not the logarithm", () => {
  assertEquals(looksOfASearch.check(6, undefined), true);
  assertEquals(typeof looksOfASearch.check(5, undefined), "string");
});

Deno.test("wrongAtABound takes a triplet exactly at its bound only", () => {
  assertEquals(wrongAtABound.check([0, 2], undefined), true);
  assertEquals(wrongAtABound.check([7, 9], undefined), true);
  for (const [p, n] of [[3, 4], [3, 6], [2.5, 4.5], [-2, 0]] as const) {
    assertEquals(typeof wrongAtABound.check([p, n], undefined), "string");
  }
});

Deno.test("hardBySearch tells where a count without the equals sign goes wrong", () => {
  const hard = (dAp: number[], dAn: number[]) => {
    const sorted = dAn.toSorted((x, y) => x - y);
    return dAp.reduce((sum, p) => sum + firstBeyond(sorted, p), 0);
  };
  assertEquals(hardBySearch.check(hard, undefined), true);
  const strict = (dAp: number[], dAn: number[]) =>
    dAp.reduce((sum, p) => sum + dAn.filter((n) => n < p).length, 0);
  assertStringIncludes(String(hardBySearch.check(strict, undefined)), "are hard, not");
});
