import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { differenceIntervals, sharePanels } from "#lib/charts/mod.ts";

const axes = { title: "Differences", x: "recall@1" };
const rows = [
  { name: "clear", values: [0.1, 0.11, 0.12] },
  { name: "open", values: [-0.1, 0.1, 0.02] },
];

Deno.test("differenceIntervals() greys an interval that holds 0, and says so", () => {
  const figure = differenceIntervals(rows, axes);
  assertStringIncludes(figure.spec.alt, "clear: 0.110 (0.085 to 0.135);");
  assertEquals(figure.spec.alt.split("which holds 0").length, 2);
  const big = [...figure.toSvg().matchAll(/<circle [^>]*>/g)].filter(([tag]) =>
    tag.includes(`r="5.5"`)
  );
  assertEquals(big.map(([tag]) => /fill="([^"]+)"/.exec(tag)?.[1]), ["#1f2933", "#8a94a0"]);
});

Deno.test("differenceIntervals() puts larger differences to the right", () => {
  const svg = differenceIntervals(rows, axes).toSvg();
  const across = [...svg.matchAll(/<circle [^>]*cx="([^"]+)"/g)].map(([, x]) => Number(x));
  assert(across[0] < across[1] && across[1] < across[2], `${across}`);
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("differenceIntervals() refuses what cannot be drawn", () => {
  assertThrows(() => differenceIntervals([], axes), RangeError, "at least one");
  assertThrows(() => differenceIntervals([rows[0], rows[0]], axes), RangeError, `got "clear"`);
  const single = [{ name: "one", values: [1] }];
  assertThrows(() => differenceIntervals(single, axes), RangeError, "two or more");
});

const steps = [1, 2, 3].map((step) => ({
  step,
  easy: 0.2 * step,
  semiHard: 0.3,
  hard: 0.7 - 0.2 * step,
}));

Deno.test("sharePanels() draws three areas in each panel, and names the panels", () => {
  const figure = sharePanels([{ name: "one", steps }, { name: "other", steps }], {
    title: "Shares",
  });
  const svg = figure.toSvg();
  for (const color of ["#b3261e", "#e69f00", "#0072b2"]) {
    assertEquals(svg.split(`fill="${color}"`).length - 1, 2, color);
  }
  for (const name of ["one", "other", "semi-hard"]) assertStringIncludes(svg, `>${name}</`);
  assertStringIncludes(figure.spec.alt, "one: easy from 20 % to 60 %");
});

Deno.test("sharePanels() refuses shares that do not add up, and panels of nothing", () => {
  const title = "Shares";
  assertThrows(() => sharePanels([], { title }), RangeError, "at least one");
  assertThrows(() => sharePanels([{ name: "none", steps: [] }], { title }), RangeError, `"none"`);
  const odd = [{ step: 4, easy: 0.5, semiHard: 0.5, hard: 0.5 }];
  assertThrows(() => sharePanels([{ name: "odd", steps: odd }], { title }), RangeError, "step 4");
});
