import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  gradientArrows,
  lineChart,
  lossOverDistance,
  pointPaths,
  tripletArrows,
  unitCircles,
} from "#lib/charts/mod.ts";
import { toyBatch } from "#lib/datasets/mod.ts";
import { tripletMarginLoss } from "#lib/reference/mod.ts";

const { points: [anchor, positive, ...negatives] } = toyBatch();

const figures = {
  gradientArrows: gradientArrows([anchor, positive], [{ at: 0, step: [1, 0], by: "negative" }], {
    title: "Arrows",
    names: ["a", "b"],
  }),
  lineChart: lineChart([{ name: "cube", points: [[1, 1], [10, 1000]] }], {
    title: "Lines",
    x: "B",
    y: "triplets",
    log: { x: true, y: true },
    dots: true,
  }),
  lossOverDistance: lossOverDistance([{ name: "e", dAn: 6 }], { dAp: 5, margin: 2 }),
  pointPaths: pointPaths([{ title: "A way", history: [[anchor], [positive]] }], [0], {
    title: "Paths",
    names: ["a"],
  }),
  unitCircles: unitCircles([1, 2, Infinity]),
};

for (const [name, drawn] of Object.entries(figures)) {
  Deno.test(`${name} draws one SVG with a title, a description and no number that is none`, () => {
    const svg = drawn.toSvg();
    assertStringIncludes(svg, `<title>${drawn.spec.title}</title>`);
    assertStringIncludes(svg, "<desc>");
    assert(!/NaN|undefined|Infinity/.test(svg), "numbers that are none");
    assertEquals(svg, drawn.toSvg());
  });
}

Deno.test("lossOverDistance() gives each negative its loss", () => {
  const { negatives: marked } = lossOverDistance(
    [{ name: "c", dAn: 3 }, { name: "f", dAn: 10 }],
    { dAp: 5, margin: 2 },
  ).spec.data as { negatives: { loss: number }[] };
  assertEquals(marked.map(({ loss }) => loss), [4, 0]);
});

Deno.test("unitCircles() passes the diagonal where the norm says", () => {
  const circles = unitCircles([1, Infinity]).spec.data as { diagonal: number }[];
  assertEquals(circles.map(({ diagonal }) => diagonal), [0.5, 1]);
});

Deno.test("tripletArrows() adds up to minus the gradient of the loss, by differences", () => {
  const h = 1e-6;
  for (const negative of [...negatives, [5, -1]]) {
    for (const swap of [false, true]) {
      const triplet = [anchor, positive, negative];
      const lossOf = (rows: number[][]) =>
        tripletMarginLoss([rows[0]], [rows[1]], [rows[2]], { margin: 2, eps: 0, swap });
      for (const point of [0, 1, 2]) {
        for (const axis of [0, 1]) {
          const [up, down] = [h, -h].map((by) => {
            const moved = triplet.map((row) => [...row]);
            moved[point][axis] += by;
            return lossOf(moved);
          });
          const sum = tripletArrows(triplet, { margin: 2, swap })
            .filter(({ at }) => at === point)
            .reduce((total, { step }) => total + step[axis], 0);
          const slope = (up - down) / (2 * h);
          assert(Math.abs(sum + slope) < 1e-6, `${negative}, ${swap}: ${sum} for ${slope}`);
        }
      }
    }
  }
});

Deno.test("tripletArrows() shares the push among equally near sides, and has none for an easy triplet", () => {
  const shared = tripletArrows([[0, 0], [2, 0], [1, 0]], { margin: 1, swap: true });
  assertEquals(shared.filter(({ by }) => by === "negative").map(({ step }) => step[0]), [
    -0.5,
    0.5,
    0.5,
    -0.5,
  ]);
  assertEquals(tripletArrows([[0, 0], [1, 0], [9, 0]], { margin: 1 }), []);
});

Deno.test("pointPaths() gives points that end in one place one label", () => {
  const history = [[[0, 0], [5, 5], [9, 9]], [[1, 1], [1, 1.01], [9, 9]]];
  const options = { title: "Paths", names: ["a", "b", "c"] };
  const svg = pointPaths([{ title: "One", history }], [0, 1, 2], options).toSvg();
  assertStringIncludes(svg, ">a, b<");
  assertStringIncludes(svg, ">c<");
});

Deno.test("pointPaths() draws each training in a panel of its own, on the same axes", () => {
  const ways = [[[0, 0]], [[8, 8]]].map((to) => [[[4, 4]], to]);
  const panels = ways.map((history, i) => ({ title: `Way ${i + 1}`, history }));
  const drawn = pointPaths(panels, [0], { title: "Two ways", names: ["a"] });
  const svg = drawn.toSvg();
  assertStringIncludes(svg, ">Way 1<");
  assertStringIncludes(svg, ">Way 2<");
  assertStringIncludes(drawn.spec.alt, "Way 2, 1 steps: a from (4.0, 4.0) to (8.0, 8.0)");
  assertEquals(svg.match(/<path [^>]*stroke="#389dd0"/g)?.length, 2);
});

Deno.test("gradientArrows() leaves out arrows of no length and says so", () => {
  const still = gradientArrows([[0, 0]], [{ at: 0, step: [0, 0] }], { title: "", names: ["a"] });
  assertEquals(still.spec.alt, "1 points; none would move.");
});

Deno.test("figures of the plane refuse what cannot be drawn there", () => {
  assertThrows(
    () => gradientArrows([[1, 2, 3]], [], { title: "", names: ["a"] }),
    RangeError,
    "points: expected 2 finite numbers in row 0, got [1, 2, 3]",
  );
  assertThrows(
    () => gradientArrows([[0, 0]], [{ at: 1, step: [1, 1] }], { title: "", names: ["a"] }),
    RangeError,
    "points 0 to 0, got one at 1",
  );
  const unnamed = { title: "", names: [] };
  assertThrows(() => pointPaths([], [], unnamed), RangeError, "panels: expected at least one");
  const panel = (...history: number[][][]) => [{ title: "A way", history }];
  assertThrows(() => pointPaths(panel(), [], unnamed), RangeError, "at least one, got none");
  assertThrows(
    () => pointPaths(panel([[0, 0]]), [], unnamed),
    RangeError,
    "labels: expected 1 entries, one a point",
  );
  const axes = { title: "", x: "", y: "", log: { y: true } };
  assertThrows(() => lineChart([], axes), RangeError, "got none");
  assertThrows(
    () => lineChart([{ name: "A", points: [[1, 0]] }], axes),
    RangeError,
    'in "A", got 1, 0',
  );
  assertThrows(() => unitCircles([]), RangeError, "orders");
  assertThrows(() => lossOverDistance([], { dAp: -1, margin: 2 }), RangeError, "dAp");
});
