import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { parseHTML } from "linkedom";
import { toyBatch } from "#lib/datasets/mod.ts";
import * as live from "#lib/live/mod.ts";
import { liveHtml, liveScript, tripletMicroscope } from "#lib/live/mod.ts";
import { liveOutput } from "#lib/live/live_html.ts";
import { FIGURE_DATA, LIVE_FIGURE } from "#lib/workspace/mime_types.ts";
import { normalized } from "#lib/notebooks/normalized.ts";
import { compareOutputs } from "../notebooks/compare_outputs.ts";
import { code, notebookOf, prose } from "../notebooks/notebook_builder.ts";

// deno-lint-ignore no-explicit-any
const parse = (body: string): any => parseHTML(`<body>${body}</body>`) as any;

const figure = tripletMicroscope({ ...toyBatch(), margin: 2, title: "A < B & C" });

Deno.test("a live figure shows itself: state, data, picture, words, and the whole as HTML", async () => {
  const bundle = await figure.toMimeBundle();
  assertEquals(
    Object.keys(bundle).sort(),
    [
      FIGURE_DATA,
      LIVE_FIGURE,
      "image/svg+xml",
      "text/html",
      "text/plain",
    ].sort(),
  );
  const live = bundle[LIVE_FIGURE] as Record<string, unknown>;
  assertEquals(Object.keys(live), ["name", "title", "alt", "state"]);
  assertEquals(live.name, "triplet-microscope");
  assertEquals(JSON.parse(JSON.stringify(live.state)), live.state, "the state survives JSON");
  const { data } = bundle[FIGURE_DATA] as { data: { dAp: number; counts: unknown } };
  assertEquals(data.dAp, 5);
  assertEquals(data.counts, { valid: 24, positive: 19, easy: 5, semiHard: 2, hard: 17 });
  assertEquals(bundle["text/plain"], `${figure.title}. ${figure.alt}`);
  assertEquals(await figure.toMimeBundle(), bundle, "the same each time");
});

Deno.test("its picture is one SVG element that stands alone: words, paper, no script, no style", () => {
  const svg = figure.toSvg();
  assert(!/NaN|undefined|Infinity|<script|\sstyle=|\son\w+=|tabindex|data-handle/.test(svg), svg);
  const { document } = parse(svg);
  const root = document.querySelector("svg")!;
  assertEquals(root.getAttribute("role"), "img");
  assertEquals(root.getAttribute("aria-label"), `A < B & C. ${figure.alt}`);
  assertEquals(root.querySelector("title")!.textContent, "A < B & C");
  assertStringIncludes(svg, 'xmlns="http://www.w3.org/2000/svg"');
  assertStringIncludes(root.textContent, "4.00");
  assertEquals(tripletMicroscope({ ...toyBatch(), margin: 2, title: "A < B & C" }).toSvg(), svg);
});

Deno.test("two figures on a page share no id", () => {
  const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const other = tripletMicroscope({ ...toyBatch(), margin: 1 });
  assert(ids(figure.toSvg()).length > 0);
  assert(ids(figure.toSvg()).every((id) => !ids(other.toSvg()).includes(id)));
});

Deno.test("liveHtml() keeps text from becoming markup, and the state as it is", () => {
  const state = { text: "</script><img src=x onerror=alert(1)>", number: 0.1, list: [1, null] };
  const html = liveHtml({ name: "a-figure", state }, "<svg></svg>").text;
  assertEquals(html.match(/<script/g)!.length, 1);
  const { document } = parse(html);
  const json = document.querySelector('script[type="application/json"]')!.textContent!;
  assertEquals(JSON.parse(json), state);
  assertEquals(document.querySelector("img"), null);
  assert(!/\sstyle=|\son\w+=/.test(html.replace(json, "")), "no inline style or handler");
});

Deno.test("liveOutput() makes nothing of what is no figure", () => {
  const output = (entry: unknown) => liveOutput({ [LIVE_FIGURE]: entry }, "<svg></svg>");
  assert(output({ name: "a-figure", state: {} })?.text.includes('data-live-figure="a-figure"'));
  for (const name of ['"><b>', "A figure", "", 3, undefined]) {
    assertEquals(output({ name, state: {} }), undefined, String(name));
  }
  for (const entry of [{ name: "a-figure" }, null, "text", undefined]) {
    assertEquals(output(entry), undefined, JSON.stringify(entry));
  }
});

Deno.test("the figures' script is small, and evaluates no text", async () => {
  const script = await liveScript();
  const size = new TextEncoder().encode(script).length;
  assert(size < 65_000, `${size} bytes`);
  assert(!/<\/?script|\beval\b|new Function|\bfetch\(|XMLHttpRequest|import\(/.test(script));
  assert(!script.replaceAll("http://www.w3.org/2000/svg", "").includes("http"), "asks for nothing");
});

Deno.test("a committed notebook keeps a live figure's state and picture, not its script", async () => {
  const output = { output_type: "display_data", data: await figure.toMimeBundle(), metadata: {} };
  const table = { output_type: "display_data", data: { "text/html": "<table></table>" } };
  const fresh = notebookOf(prose("# T"), code("1", [output, table]));
  const { cells } = normalized(fresh);
  const [kept, other] = cells[1].outputs!;
  assertEquals("text/html" in kept.data!, false);
  assertEquals(kept.data![LIVE_FIGURE], output.data[LIVE_FIGURE]);
  assertEquals(kept.data!["image/svg+xml"], figure.toSvg());
  assertEquals(other.data, table.data);
  assertEquals(compareOutputs(normalized(fresh), normalized(fresh)), []);
  assert(JSON.stringify(kept).length < 40_000, String(JSON.stringify(kept).length));
});

Deno.test("a live figure whose numbers changed is found by the notebook check", async () => {
  const shown = async (margin: number) => {
    const data = await tripletMicroscope({ ...toyBatch(), margin, title: "T" }).toMimeBundle();
    const output = { output_type: "display_data", data, metadata: {} };
    return normalized(notebookOf(prose("# T"), code("1", [output])));
  };
  assertEquals(compareOutputs(await shown(2), await shown(2)), []);
  assertEquals(compareOutputs(await shown(2), await shown(3)).length, 1);
});

Deno.test("tripletMicroscope() refuses what it cannot show", () => {
  const { points, labels } = toyBatch();
  const wrong = (changed: object, type: typeof RangeError | typeof TypeError, message: string) =>
    assertThrows(() => tripletMicroscope({ points, labels, ...changed }), type, message);
  wrong(
    { points: points.slice(0, 2), labels: [0, 0] },
    RangeError,
    "points: expected 3 to 24 rows",
  );
  const many = Array.from({ length: 25 }, (_, i) => [i, 0]);
  wrong({ points: many, labels: many.map(() => 0) }, RangeError, "got 25 of 2");
  wrong({ points: points.map(() => [1, 2, 3]) }, RangeError, "points: expected 3 to 24 rows of 2");
  wrong({ points: points.map(() => [NaN, 0]) }, RangeError, "points: expected finite numbers");
  wrong({ points: "abc" }, TypeError, "points: expected rows");
  wrong({ labels: [0, 0, 1] }, RangeError, "labels: expected 6 entries");
  wrong({ labels: [0, 0, 0, 0, 0, 0] }, RangeError, "labels: expected a class with two points");
  wrong({ labels: [0, 1, 2, 3, 4, 5] }, RangeError, "labels: expected a class with two points");
  wrong({ names: ["a"] }, RangeError, "names: expected 6 entries");
  wrong({ margin: -1 }, RangeError, "margin");
  wrong({ margin: "1" }, TypeError, "margin");
  wrong({ swap: 1 }, TypeError, "swap");
});

Deno.test("what is no options of a figure is told in the words of its options", () => {
  const { anchorLine, circlePlane, classSplits, miningStrategies, tripletMicroscope } = live;
  const { points } = toyBatch();
  const wrong: unknown[] = [
    ...[null, 3, "x", [], { title: 3 }, { points: 3 }, { points }, { jugde: 1 }],
    { ...toyBatch(), names: "abcdef" },
  ];
  const nothing = [undefined, {}];
  const figures: [(options: never) => unknown, unknown[]][] = [
    [circlePlane, wrong], // which may be told nothing
    ...[anchorLine, classSplits, miningStrategies, tripletMicroscope]
      .map((figure) => [figure, [...wrong, ...nothing]] as [typeof figure, unknown[]]),
  ];
  for (const [figure, all] of figures) {
    for (const options of all) {
      const told = assertThrows(() => figure(options as never)) as Error;
      assertMatch(told.message, /^[a-z, ]+: expected .+, got /, `${figure.name}: ${told.message}`);
    }
  }
  assertThrows(() => tripletMicroscope({ ...toyBatch(), title: 3 as never }), TypeError, "title");
});
