import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { embeddingPanels, matrixPanels } from "#lib/charts/mod.ts";

const distances = [[0, 5], [5, 1e-6]];
const mask = [[false, true], [true, false]];

Deno.test("matrixPanels() writes numbers into shades, ticks into marked cells, and names panels", () => {
  const figure = matrixPanels(
    [{ name: "distances", matrix: distances }, { name: "mask", matrix: mask }],
    { title: "Steps", names: ["a", "b"] },
  );
  const svg = figure.toSvg();
  for (const text of ["distances", "mask", "5", "1e-6", "✓"]) {
    assertStringIncludes(svg, `>${text}</`);
  }
  assertEquals(svg.split('fill="#006b52"').length - 1, 2, "two marked cells");
  assertEquals(svg.split('fill="rgb(8, 48, 107)"').length - 1, 2, "the two largest are darkest");
  assertStringIncludes(figure.spec.alt, "distances: 0 to 5; mask: 2 of 4 marked.");
  assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
});

Deno.test("matrixPanels() refuses matrices that do not go together", () => {
  const title = "Steps";
  assertThrows(() => matrixPanels([], { title }), RangeError, "at least one");
  const one = { name: "one", matrix: mask };
  assertThrows(() => matrixPanels([one, one], { title }), RangeError, 'got "one" twice');
  const small = { name: "small", matrix: [[1]] };
  assertThrows(() => matrixPanels([one, small], { title }), RangeError, 'got 1 in "small"');
  const flat = { name: "flat", matrix: [[1, 2]] };
  assertThrows(() => matrixPanels([flat], { title }), RangeError, "as many columns as rows");
});

const panels = [
  { name: "small", points: [[0, 0], [0.1, 0.1], [0, 0.1]] },
  { name: "large", points: [[0, 0], [10, 10], [0, 10]] },
];

Deno.test("embeddingPanels() fills each panel with its points, and says how wide it is", () => {
  const figure = embeddingPanels(panels, [6, 7, 7], { title: "Digits" });
  const svg = figure.toSvg();
  const dots = [...svg.matchAll(/<circle [^>]*>/g)].map(([tag]) =>
    ["cx", "cy"].map((name) => new RegExp(`${name}="([^"]+)"`).exec(tag)?.[1]).join(" ")
  );
  assertEquals(dots.length, 6);
  // The same picture twice: one is a hundred times the other.
  assertEquals(dots.slice(0, 3), dots.slice(3));
  for (const text of ["small", "large", "0.108 wide", "10.8 wide", "6", "7"]) {
    assertStringIncludes(svg, `>${text}</`);
  }
  assertStringIncludes(figure.spec.alt, "large, 10.8 wide: 6 at (0.0, 0.0), 7 at (5.0, 10.0)");
});

Deno.test("embeddingPanels() refuses what it cannot place", () => {
  const title = "Digits";
  assertThrows(() => embeddingPanels([], [], { title }), RangeError, "at least one");
  assertThrows(() => embeddingPanels(panels, [6], { title }), RangeError, "got 1");
  const twice = [panels[0], panels[0]];
  assertThrows(() => embeddingPanels(twice, [6, 7, 7], { title }), RangeError, "twice");
  const odd = [{ name: "odd", points: [[0, NaN]] }];
  assertThrows(
    () => embeddingPanels(odd, [6], { title }),
    RangeError,
    "points[0][1]: expected a finite",
  );
});

Deno.test("embeddingPanels() names classes in one place together, so that none hides another", () => {
  const panels = [
    { name: "apart", points: [[0, 0], [5, 5], [0, 5]] },
    { name: "a heap and one", points: [[0, 0], [0.1, 0], [5, 5]] },
  ];
  const svg = embeddingPanels(panels, [6, 7, 8], { title: "Digits" }).toSvg();
  const names = [...svg.matchAll(/>([678][678, ]*)<\/text>/g)].map(([, name]) => name);
  assertEquals(names.sort(), ["6", "6, 7", "7", "8", "8"]);
});
