import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { circleGradients, type CirclePanel, circlePlane, matrixPicture } from "#lib/charts/mod.ts";
import { parseHTML } from "linkedom";

const line: CirclePanel = {
  title: "Triplet",
  loss: (sn, sp) => Math.max(sn - sp + 0.25, 0),
  boundary: (sn, sp) => sn - sp + 0.25,
  step: (sn, sp) => sn - sp + 0.25 > 0 ? [-1, 1] : [0, 0],
};
const circle: CirclePanel = {
  title: "Circle",
  boundary: (sn, sp) => sn ** 2 + (1 - sp) ** 2 - 0.125,
  target: { sn: -0.25, sp: 1.25, name: "optimum" },
};
const unit = [[1, 0], [0.6, 0.8], [-1, 0]];
const options = { title: "Steps", names: ["a", "b", "c"] };
const drawn = {
  circlePlane: circlePlane([line, circle, {
    title: "A path",
    path: [{ sn: 0.9, sp: 0.1, name: "start" }, { sn: 0.1, sp: 0.9, name: "end" }],
  }], { title: "Boundaries" }),
  circleGradients: circleGradients(unit, [0, 0, 1], [
    { title: "Points" },
    { title: "One turns", steps: [[0, 0], [3, -4], [0, 0]] },
  ], options),
};

for (const [name, figure] of Object.entries(drawn)) {
  Deno.test(`${name}() draws one SVG that stands alone, the same at each call`, () => {
    const svg = figure.toSvg();
    const { document } = parseHTML(svg) as unknown as {
      document: { querySelectorAll(selector: string): ArrayLike<{ textContent: string }> };
    };
    assertEquals(document.querySelectorAll("svg").length, 1);
    assertEquals(document.querySelectorAll("svg > desc")[0].textContent, figure.spec.alt);
    assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
    assertEquals(svg, figure.toSvg());
  });
}

/** The places that a path goes through, in pixels, from its attribute. */
function places(d: string): { x: number; y: number }[] {
  return [...d.matchAll(/[ML]?(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: +x, y: +y }));
}

Deno.test("circlePlane() draws a round circle: all of its boundary is as far from its centre", () => {
  // In a plane that holds all of it: centre (0, 1), radius 0.5.
  const svg = circlePlane([{
    title: "All of it",
    boundary: (sn, sp) => sn ** 2 + (1 - sp) ** 2 - 0.25,
  }], { title: "Circle", sn: [-1, 1], sp: [0, 2] }).toSvg();
  const lines = [...svg.matchAll(/<path [^>]*\bd="([^"]+Z[^"]*)"/g)].map(([, d]) => places(d));
  const ring = lines.flat().filter(({ x, y }) => Math.hypot(x - 242, y - 224) < 150);
  assert(ring.length > 40, `${ring.length} places`);
  const xs = ring.map(({ x }) => x), ys = ring.map(({ y }) => y);
  const middle = (v: number[]) => (Math.min(...v) + Math.max(...v)) / 2;
  const radii = ring.map(({ x, y }) => Math.hypot(x - middle(xs), y - middle(ys)));
  assertAlmostEquals(Math.min(...radii), Math.max(...radii), 1.5);
  // 380 pixels for 2 units.
  assertAlmostEquals(Math.max(...radii), 95, 1.5);
});

Deno.test("circlePlane() draws no arrow where there is no step", () => {
  const count = (panel: CirclePanel) => {
    const { data } = circlePlane([panel], { title: "Steps" }).spec;
    return (data as { steps: unknown[] }[])[0].steps.length;
  };
  const everywhere = count({ title: "All", step: () => [-1, 1] });
  const half = count(line);
  assert(everywhere >= 64, `${everywhere} arrows`);
  assert(half > 0 && half < everywhere, `${half} of ${everywhere}`);
  assertEquals(count({ title: "None", step: () => [0, 0] }), 0);
});

Deno.test("circlePlane() points its arrows where the steps go", () => {
  const { data } = circlePlane([{ title: "Up and left", step: () => [-2, 1] }], { title: "Steps" })
    .spec;
  type Arrow = { x1: number; y1: number; x2: number; y2: number };
  for (const { x1, y1, x2, y2 } of (data as { steps: Arrow[] }[])[0].steps) {
    assertAlmostEquals((x2 - x1) / (y2 - y1), -2);
    assert(y2 > y1);
  }
});

Deno.test("circlePlane() tells in words what it draws", () => {
  const { alt } = drawn.circlePlane.spec;
  assertStringIncludes(alt, "Triplet: the loss goes from 0 to");
  assertStringIncludes(alt, "optimum at (-0.25, 1.25)");
  assertStringIncludes(alt, "a path from (0.9, 0.1) to (0.1, 0.9)");
});

Deno.test("circlePlane() refuses no panel and an empty range", () => {
  assertThrows(
    () => circlePlane([], { title: "None" }),
    RangeError,
    "panels: expected at least one",
  );
  assertThrows(
    () => circlePlane([line], { title: "Empty", sp: [1, 1] }),
    RangeError,
    "sp: expected a range within -100 to 100, at least 0.1 wide, got 1 to 1",
  );
});

Deno.test("circleGradients() draws an arrow for each point that moves, and says how long the longest is", () => {
  const svg = drawn.circleGradients.toSvg();
  assertEquals([...svg.matchAll(/aria-label="arrow"/g)].length >= 1, true);
  assertStringIncludes(svg, "longest 5.00");
  assertStringIncludes(drawn.circleGradients.spec.alt, "longest step is 5.00; b of 3 points move");
});

Deno.test("circleGradients() refuses points off the circle and lists of another length", () => {
  const panel = { title: "One", steps: [[0, 1]] };
  assertThrows(
    () => circleGradients([[3, 4]], [0], [panel], { title: "Off", names: ["a"] }),
    RangeError,
    "points: expected length 1 in row 0, got (3, 4)",
  );
  assertThrows(
    () => circleGradients(unit, [0, 0, 1], [panel], options),
    RangeError,
    "steps of One: expected 3 entries, one a point, got 1",
  );
  assertThrows(
    () => circleGradients(unit, [0, 0], [{ title: "Points" }], options),
    RangeError,
    "labels: expected 3 entries",
  );
  assertThrows(() => circleGradients(unit, [0, 0, 1], [], options), RangeError, "panels");
});

Deno.test("matrixPicture() calls its rows anchors unless told otherwise", () => {
  const drawn = (rows?: string) =>
    matrixPicture([[1]], { title: "One", what: "numbers", ...(rows === undefined ? {} : { rows }) })
      .toSvg();
  assertStringIncludes(drawn(), ">anchor<");
  assert(!drawn("").includes(">anchor<"));
  assertStringIncludes(drawn("loss"), ">loss<");
});
