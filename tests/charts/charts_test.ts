import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  categoryShares,
  distanceBands,
  embeddingPlane,
  Figure,
  lossCurve,
  matrixPicture,
} from "#lib/charts/mod.ts";
import { FIGURE_DATA } from "#lib/workspace/mime_types.ts";
import { parseHTML } from "linkedom";
import * as Plot from "@observablehq/plot";

const steps = Array.from({ length: 50 }, (_, i) => ({
  step: i + 1,
  loss: 1 / (i + 1),
  easy: i / 100,
  semiHard: 0.3,
  hard: 0.7 - i / 100,
  positive5: 0.1,
  positive50: 0.2,
  positive95: 0.3,
  negative5: 0.4,
  negative50: 0.5 + i / 100,
  negative95: 2,
}));

const figures = {
  lossCurve: lossCurve(steps, { margin: 0.2 }),
  categoryShares: categoryShares(steps),
  distanceBands: distanceBands(steps),
  embeddingPlane: embeddingPlane([[0, 0], [3, 4]], [0, 1], { title: "Two", names: ["a", "b"] }),
  matrix: matrixPicture([[0, 5], [5, 0]], { title: "Distances", what: "distances" }),
  mask: matrixPicture([[false, true], [true, false]], { title: "Pairs", what: "pairs" }),
};

for (const [name, drawn] of Object.entries(figures)) {
  Deno.test(`${name}() draws one SVG that stands alone, with a title and a description`, () => {
    const svg = drawn.toSvg();
    const { document } = parseHTML(svg) as unknown as {
      document: { querySelectorAll(selector: string): ArrayLike<{ textContent: string }> };
    };
    assertEquals(document.querySelectorAll("svg").length, 1);
    assertStringIncludes(svg, 'xmlns="http://www.w3.org/2000/svg"');
    assertEquals(document.querySelectorAll("svg > title")[0].textContent, drawn.spec.title);
    assertEquals(document.querySelectorAll("svg > desc")[0].textContent, drawn.spec.alt);
    assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
    assert(!svg.includes('currentColor" fill="none" stroke="white'), "colours are fixed");
  });

  Deno.test(`${name}() keeps its data beside the drawing`, () => {
    const bundle = drawn.toMimeBundle();
    const sixDigits = (_: string, value: unknown) =>
      typeof value === "number" ? Number(value.toPrecision(6)) : value;
    assertEquals(bundle[FIGURE_DATA], {
      title: drawn.spec.title,
      alt: drawn.spec.alt,
      data: JSON.parse(JSON.stringify(drawn.spec.data, sixDigits)),
    });
    assertStringIncludes(String(bundle["text/plain"]), drawn.spec.title);
  });

  Deno.test(`${name}() draws the same at each call`, () => {
    assertEquals(drawn.toSvg(), drawn.toSvg());
  });
}

/** Where the dots are, in pixels. */
function dots(svg: string): { x: number; y: number }[] {
  return [...svg.matchAll(/<circle [^>]*>/g)].map(([tag]) => ({
    x: Number(/cx="([^"]+)"/.exec(tag)?.[1]),
    y: Number(/cy="([^"]+)"/.exec(tag)?.[1]),
  }));
}

Deno.test("an axis of large numbers has short ones beside it", () => {
  const svg = lossCurve([{ step: 1, loss: 3 }, { step: 2, loss: 21000 }]).toSvg();
  assertStringIncludes(svg, ">20K</text>");
  assertStringIncludes(svg, ">0</text>");
  assertEquals(svg.includes("20,000"), false);
});

Deno.test("lossCurve() draws each batch where its loss is", () => {
  const svg = lossCurve([{ step: 1, loss: 0 }, { step: 2, loss: 1 }, { step: 3, loss: 0.5 }])
    .toSvg();
  const at = dots(svg);
  assertEquals(at.length, 3);
  assert(Math.abs(at[2].y - (at[0].y + at[1].y) / 2) < 0.02, JSON.stringify(at));
});

Deno.test("embeddingPlane() gives both axes one scale", () => {
  const svg = embeddingPlane([[0, 0], [1, 0], [0, 1]], [0, 0, 0], { title: "Axes" }).toSvg();
  const [origin, right, up] = dots(svg);
  assert(Math.abs((right.x - origin.x) - (origin.y - up.y)) < 3, `${right.x} ${up.y}`);
});

Deno.test("figures refuse what cannot be drawn", () => {
  assertThrows(() => lossCurve([]), RangeError, "steps: expected at least one, got none");
  assertThrows(
    () => categoryShares([{ step: 7, easy: 0.5, semiHard: 0.5, hard: 0.5 }]),
    RangeError,
    "in step 7",
  );
  assertThrows(
    () => matrixPicture([[1, 2]], { title: "", what: "" }),
    RangeError,
    "got 1 rows of 2",
  );
  assertThrows(
    () => embeddingPlane([[1, 2, 3]], [0], { title: "" }),
    RangeError,
    "2 finite numbers in row 0, got [1, 2, 3]",
  );
  assertThrows(() => embeddingPlane([[1, 2]], [], { title: "" }), RangeError, "got 0");
});

Deno.test("a figure refuses a plot with a legend, and keeps clip paths of two figures apart", () => {
  const color = { legend: true, domain: ["a", "b"] };
  const marks = [Plot.dot([{ x: 1, c: "a" }], { x: "x", fill: "c" })];
  assertThrows(
    () => new Figure({ title: "t", alt: "a", data: [], plot: { color, marks } }).toSvg(),
    TypeError,
    "without a legend",
  );
  const clipped = [1, 2].map((x) =>
    new Figure({
      title: "t",
      alt: "a",
      data: [x],
      plot: { marks: [Plot.dot([{ x }], { x: "x", clip: true }), Plot.ruleX([x])] },
    }).toSvg()
  );
  const ids = clipped.map((svg) => /clipPath id="([^"]+)"/.exec(svg)?.[1]);
  assert(ids[0] && ids[1] && ids[0] !== ids[1], `${ids}`);
});

Deno.test("matrixPicture() names its rows: anchors, or what it is told", () => {
  const side = (rows?: string) =>
    matrixPicture([[true]], { title: "One", what: "pairs", rows }).toSvg();
  assertStringIncludes(side(), ">anchor</text>");
  assertStringIncludes(side("positive"), ">positive</text>");
});
