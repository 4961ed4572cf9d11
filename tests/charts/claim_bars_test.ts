import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { claimBars } from "#lib/charts/mod.ts";

const bars = [
  { name: "8", values: [0.5, 0.6] },
  { name: "16", values: [0.7, 0.8], claimed: true },
];
const axes = { title: "Batch size", x: "batch", y: "recall@1" };

Deno.test("claimBars() draws each seed, and a mean and an interval for each configuration", () => {
  const svg = claimBars(bars, axes).toSvg();
  const circles = [...svg.matchAll(/<circle [^>]*>/g)].map(([tag]) => ({
    r: Number(/r="([^"]+)"/.exec(tag)?.[1]),
    y: Number(/cy="([^"]+)"/.exec(tag)?.[1]),
  }));
  assertEquals(circles.map(({ r }) => r), [3, 3, 3, 3, 6, 6]);
  assert(Math.abs(circles[4].y - (circles[0].y + circles[1].y) / 2) < 0.02, "the mean is between");
  assert(circles[5].y < circles[4].y, "more is higher");
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("claimBars() names what is claimed, and the level to compare with", () => {
  const reference = { value: 0.4, name: "untrained" };
  const figure = claimBars(bars, { ...axes, reference, claim: "article" });
  assertStringIncludes(figure.spec.alt, "16 (article): 0.750, 0.115 to 1.385");
  assertStringIncludes(figure.spec.alt, "untrained: 0.400");
  assertStringIncludes(figure.toSvg(), "untrained");
});

Deno.test("claimBars() refuses what cannot be drawn", () => {
  assertThrows(() => claimBars([], axes), RangeError, "at least one");
  assertThrows(() => claimBars([bars[0], bars[0]], axes), RangeError, `got "8"`);
  assertThrows(() => claimBars([{ name: "8", values: [1] }], axes), RangeError, "two or more");
});
