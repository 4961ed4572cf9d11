import { assertEquals, assertThrows } from "@std/assert";
import { claimFromDifferences } from "#lib/lessons/mod.ts";

const up = { name: "up", values: [0.1, 0.11, 0.12] };
const down = { name: "down", values: [-0.1, -0.11, -0.12] };
const open = { name: "open", values: [-0.1, 0.1, 0.02] };
const verdictOf = (...rows: (typeof up)[]) => claimFromDifferences("so", rows, "recall@1").verdict;

Deno.test("claimFromDifferences() holds only where all comparisons speak for the claim", () => {
  assertEquals(verdictOf(up, up), "holds");
  assertEquals(verdictOf(up, open), "not decided");
  assertEquals(verdictOf(open), "not decided");
});

Deno.test("claimFromDifferences() does not hold where one comparison speaks against it", () => {
  assertEquals(verdictOf(up, open, down), "does not hold");
  assertEquals(
    claimFromDifferences("so", [open, down], "recall@1").evidence,
    "3 seeds, 1 of 2 comparisons decided; mean differences −11.0 to 0.7 points of recall@1; " +
      "down: −11.0 (−13.5 to −8.5)",
  );
});

Deno.test("claimFromDifferences() refuses no comparison, and one seed", () => {
  assertThrows(() => claimFromDifferences("so", [], "recall@1"), RangeError, "at least one");
  assertThrows(
    () => claimFromDifferences("so", [{ name: "one", values: [1] }], "recall@1"),
    RangeError,
    "two or more",
  );
});
