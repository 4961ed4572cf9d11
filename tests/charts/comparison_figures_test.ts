import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { differenceIntervals, judgePanels, sharePanels } from "#lib/charts/mod.ts";

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

const judged = [
  { name: "one", values: [0.5, 0.6, 0.7] },
  { name: "other", values: [0.8, 0.81, 0.82] },
];
const untrained = { value: 0.25, name: "untrained" };

Deno.test("judgePanels() gives each panel a scale of its own, and the same rows", () => {
  const thousands = judged.map(({ name, values }) => ({
    name,
    values: values.map((value) => 1000 * value),
  }));
  const figure = judgePanels([
    { name: "recall@1", rows: judged, reference: untrained },
    { name: "ms", rows: thousands, reference: { ...untrained, value: 250 }, digits: 0 },
  ], { title: "Judges" });
  assertStringIncludes(figure.spec.alt, "recall@1: one 0.600 (0.352 to 0.848), other 0.810");
  assertStringIncludes(figure.spec.alt, "ms: one 600 (352 to 848)");
  const svg = figure.toSvg();
  const across = [...svg.matchAll(/<circle [^>]*r="2.6"[^>]*cx="([^"]+)"/g)].map(([, x]) =>
    Math.round(+x)
  );
  assertEquals(across.length, 12);
  assertEquals(across.slice(0, 6), across.slice(6), "a thousand times the value, the same place");
  assert(across[0] < across[1] && across[2] < across[3], `${across}`);
  for (const label of ["0.2", "200", "0.810", "810", "untrained"]) {
    assertStringIncludes(svg, `>${label}</`);
  }
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("judgePanels() draws values that do not scatter", () => {
  const still = [{ name: "one", values: [2, 2] }];
  const svg = judgePanels([{ name: "judge", rows: still }], { title: "Still" }).toSvg();
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("judgePanels() refuses what cannot be drawn", () => {
  const title = "Judges";
  const panel = { name: "recall@1", rows: judged };
  assertThrows(() => judgePanels([], { title }), RangeError, "panels: expected at least one");
  assertThrows(() => judgePanels([panel, panel], { title }), RangeError, `got "recall@1"`);
  assertThrows(
    () => judgePanels([{ ...panel, rows: [] }], { title }),
    RangeError,
    "rows: expected at least one",
  );
  const others = { name: "EER", rows: [judged[0]] };
  assertThrows(() => judgePanels([panel, others], { title }), RangeError, `"EER", got one`);
  const twice = { name: "EER", rows: [judged[0], judged[0]] };
  assertThrows(() => judgePanels([twice], { title }), RangeError, `rows: expected a name`);
  const single = [{ name: "one", values: [1] }];
  assertThrows(
    () => judgePanels([{ ...panel, rows: single }], { title }),
    RangeError,
    "two or more",
  );
});
