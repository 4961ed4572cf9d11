import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";

Deno.test("@std/assert resolves, and its assertions throw", () => {
  assertEquals([1, { a: 2 }], [1, { a: 2 }]);
  assertThrows(() => assertEquals([1], [2]));
  assertThrows(() => assertAlmostEquals(1, 1.1));
});
