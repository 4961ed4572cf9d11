import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { providerOf, staleCells } from "#lib/page/cells/stale_cells.ts";

const cells = fc.array(
  fc.record({
    declares: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 2 }),
    uses: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);

Deno.test("staleCells: what is not among them has nothing from them", () => {
  fc.assert(fc.property(cells, fc.nat(), (cells, at) => {
    const changed = at % cells.length;
    const touched = new Set([changed, ...staleCells(cells, [changed])]);
    cells.forEach(({ uses }, i) => {
      const from = uses.map((name) => providerOf(cells, i, name));
      if (i !== changed) assertEquals(from.some((place) => touched.has(place)), touched.has(i));
    });
  }));
});

Deno.test("providerOf: the last before, else the first behind, else the language", () => {
  const cells = [["x"], ["x"], [], ["x", "y"], ["y"]].map((declares) => ({ declares, uses: [] }));
  assertEquals([2, 1, 0, 4].map((at) => providerOf(cells, at, "x")), [1, 0, 1, 3]);
  assertEquals([providerOf(cells, 0, "y"), providerOf(cells, 0, "Math")], [3, -1]);
});
