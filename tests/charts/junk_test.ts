import { assert, assertStringIncludes, assertThrows } from "@std/assert";
import * as charts from "#lib/charts/mod.ts";
import { checkLike } from "#lib/checks/mod.ts";

type Chart = (...given: unknown[]) => unknown;

const named = { title: "A title", x: "x", y: "y", what: "rows", quantity: "ms" };
const only = (...names: (keyof typeof named)[]) =>
  Object.fromEntries(["title" as const, ...names].map((name) => [name, named[name]]));
const point = { step: 1, loss: 1 }, options = only();

/** Each chart with something in the place of its data, whole or in part, and what it calls that. */
const DATA: Readonly<Record<string, readonly [string, (junk: unknown) => unknown[]][]>> = {
  benchmarkCurves: [["points", (junk) => [junk, only("quantity")]]],
  categoryShares: [["steps", (junk) => [junk]]],
  circleGradients: [
    ["points", (junk) => [junk, [0], [{ title: "a" }], { title: "t", names: ["a"] }]],
    ["labels", (junk) => [[[1, 0]], junk, [{ title: "a" }], { title: "t", names: ["a"] }]],
    ["panels", (junk) => [[[1, 0]], [0], junk, { title: "t", names: ["a"] }]],
  ],
  circlePlane: [
    ["panels", (junk) => [junk, options]],
    ["panels[0].target", (junk) => [[{ title: "a", target: junk ?? [] }], options]],
    ["sn", (junk) => [[{ title: "a" }], { ...options, sn: junk ?? [] }]],
  ],
  differenceIntervals: [["rows", (junk) => [junk, only("x")]]],
  distanceBands: [["steps", (junk) => [junk]]],
  embeddingPanels: [
    ["panels", (junk) => [junk, [0], options]],
    ["panels[0].points", (junk) => [[{ name: "a", points: junk }], [0], options]],
  ],
  embeddingPlane: [
    ["points", (junk) => [junk, [0], options]],
    ["labels", (junk) => [[[1, 2]], junk, options]],
  ],
  gradientArrows: [
    ["points", (junk) => [junk, [], options]],
    ["arrows", (junk) => [[[1, 2]], Array.isArray(junk) ? [5] : junk, options]],
  ],
  judgePanels: [
    ["panels", (junk) => [junk, options]],
    ["panels[0].rows", (junk) => [[{ name: "a", rows: junk }], options]],
  ],
  lineChart: [
    ["series", (junk) => [junk, only("x", "y")]],
    ["series[0].points", (junk) => [[{ name: "a", points: junk }], only("x", "y")]],
  ],
  lossCurve: [
    ["steps", (junk) => [junk]],
    ["margin", (junk) => [[point], { margin: junk ?? null }]],
  ],
  lossOverDistance: [
    ["negatives", (junk) => [Array.isArray(junk) ? [5] : junk, { dAp: 1, margin: 1 }]],
  ],
  lossPanels: [["panels", (junk) => [junk, options]]],
  matrixPanels: [["panels", (junk) => [junk, options]]],
  matrixPicture: [["matrix", (junk) => [junk, only("what")]]],
  pointPaths: [["panels", (junk) => [junk, [0], { title: "t", names: ["a"] }]]],
  race: [["racers", (junk) => [junk, only("quantity")]]],
  retrievalPicture: [["set", (junk) => [junk, [], { title: "t", query: 0 }]]],
  sharePanels: [["panels", (junk) => [junk, options]]],
  tripletArrows: [["triplet", (junk) => [junk, { margin: 1 }]]],
  unitCircles: [["orders", (junk) => [junk]]],
};

Deno.test("every chart names the part of its data that is of another kind", () => {
  for (const [name, parts] of Object.entries(DATA)) {
    const chart = (charts as unknown as Record<string, Chart>)[name];
    for (const [part, given] of parts) {
      for (const junk of [undefined, null, true, "abc", {}, [], [null], [[null]], [{}]]) {
        const error = assertThrows(() => chart(...given(junk)), Error, "", name + part);
        const told = `${name}: ${error.message}`;
        assert(error instanceof TypeError || error instanceof RangeError, told);
        assertStringIncludes(error.message, part, told);
        assertStringIncludes(error.message, ": expected ", told);
      }
    }
  }
});

Deno.test("what an axis is called is told", () => {
  const lines = [{ name: "a", points: [[1, 1]] }] as charts.LineSeries[];
  const unnamed = { title: "t", x: "x" } as charts.LineChartOptions;
  assertThrows(() => charts.lineChart(lines, unnamed), TypeError, "y: expected a text");
});

Deno.test("checkLike() names the part that is not like the example, and what may be left out", () => {
  const like = { name: "", rows: [[0]], "more?": { on: true as const }, any: NaN };
  const whole = { name: "a", rows: [Float32Array.of(1)], any: Infinity };
  checkLike(whole, "x", like);
  checkLike({ ...whole, more: { on: 0.5 } }, "x", like);
  const refused = (given: unknown, told: string) =>
    assertThrows(() => checkLike(given, "x", like), Error, told);
  refused(null, "x: expected an object of name, rows, more?, any, got null");
  refused({ ...whole, name: 5 }, "x.name: expected a text, got 5");
  refused({ ...whole, rows: [[1], [2, "a"]] }, 'x.rows[1][1]: expected a finite number, got "a"');
  refused({ ...whole, rows: [] }, "x.rows: expected at least one, got none");
  refused({ ...whole, more: null }, "x.more: expected an object of on, got null");
  refused({ ...whole, more: { on: "yes" } }, "x.more.on: expected a finite number, true or false");
});

Deno.test("what a chart is told beside its data is refused by its name", () => {
  const line: charts.LineSeries[] = [{ name: "a", points: [[1, 1], [2, 2]] }];
  const plane = [[1, 2], [3, 4]], at = { title: "t", names: ["a", "b"] };
  const refused = (name: string, call: () => unknown) => {
    const error = assertThrows(call, Error, ": expected ", name);
    const known = error instanceof TypeError || error instanceof RangeError;
    assert(known && error.message.startsWith(name), `${name}: ${error}`);
  };
  const judged = (more: object, row = {}) => () =>
    charts.judgePanels(
      [{ name: "a", rows: [{ name: "b", values: [1, 2], ...row }], ...more }],
      { title: "t" },
    );
  for (const junk of [null, 10n, Symbol("s"), [[1n]], { a: 1 }] as never[]) {
    const raced = { title: "t", quantity: "ms" };
    refused(
      "log.x",
      () => charts.lineChart(line, { ...only("x", "y"), log: { x: junk } } as never),
    );
    refused("dots", () => charts.lineChart(line, { ...only("x", "y"), dots: junk } as never));
    refused("names", () => charts.embeddingPlane(plane, [0, 1], { title: "t", names: junk }));
    refused("names", () => charts.gradientArrows(plane, [], { title: "t", names: junk }));
    refused("labels", () => charts.gradientArrows(plane, [], { ...at, labels: junk }));
    refused("labels", () => charts.embeddingPlane(plane, junk, { title: "t" }));
    refused("length", () => charts.gradientArrows(plane, [], { ...at, length: junk }));
    refused("height", () => charts.race([], { ...raced, height: junk }));
    refused("widest", () => charts.lossCurve([point]).toSvg({ widest: junk }));
    refused("panels[0].digits", judged({ digits: junk }));
    refused("panels[0].rows[0].marked", judged({}, { marked: junk }));
    const step = () => junk;
    refused("step", () => charts.circlePlane([{ title: "a", step }], { title: "t" }));
  }
  refused("log", () => charts.lineChart(line, { ...only("x", "y"), log: null } as never));
  for (const digits of [-3, 1.5, 1000]) refused("digits", judged({ digits }));
  charts.circlePlane([{ title: "a" }], { title: "t", sn: Float32Array.of(0, 1) as never }).toSvg();
  const set = { images: new Float32Array(2), labels: Int32Array.of(0, 0), names: ["a"], count: 2 };
  const query = Symbol("s") as never, sized = { ...set, height: 1, width: 1, channels: 1 };
  const near = [{ name: "a", neighbours: [1] }];
  refused("query", () => charts.retrievalPicture(sized, near, { title: "t", query }));
  refused("sp", () => charts.circlePlane([{ title: "a" }], { title: "t", sp: [0, 1e9] }));
  refused("labels", () => charts.embeddingPlane(plane, new Set([0, 1]) as never, options as never));
  for (const line of ["wavy", 1n] as never[]) {
    const points = [{ name: "a", batch: 1, value: 1, line }];
    refused("line", () => charts.benchmarkCurves(points, only("quantity") as never));
  }
  const called = { title: "t", className: 5 as never };
  refused("className", () => charts.embeddingPlane(plane, [0, 1], called));
});
