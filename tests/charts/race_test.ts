import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { race, type Racer } from "#lib/charts/mod.ts";

const racers: Racer[] = [
  { name: "mask", kind: "direct", points: [[10, 1e3], [100, 1e6]] },
  { name: "search", kind: "native", points: [[10, 100], [100, 1e4]] },
];
const options = { title: "Steps", quantity: "steps" };

Deno.test("race() draws a line for each way, named at its end and in one colour", () => {
  const svg = race(racers, options).toSvg();
  for (const [name, color] of [["mask", "#555555"], ["search", "#0072b2"]]) {
    assert(svg.includes(`>${name}</text>`), name);
    assert(svg.includes(`stroke="${color}"`), color);
  }
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("race() keeps its numbers and says the last of each line in words", () => {
  const { alt, data } = race(racers, options).spec;
  assertEquals((data as unknown[]).length, 4);
  assertStringIncludes(alt, "mask 1000000 (B = 100)");
  assertStringIncludes(alt, "search 10000 (B = 100)");
});

Deno.test("race() refuses a kind without a colour, and values that no power of ten shows", () => {
  for (const kind of ["gpu", "toString"]) {
    const odd = { name: "x", kind, points: [[1, 1]] } as unknown as Racer;
    assertThrows(() => race([odd], options), RangeError, `"wasm" or "plain", got "${kind}"`);
  }
  assertThrows(() => race([], options), RangeError, "at least one");
  const zero: Racer = { name: "x", kind: "plain", points: [[1, 0]] };
  assertThrows(() => race([zero], options), RangeError, "above 0");
});
