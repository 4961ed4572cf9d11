/** What the axes of lines say, on a phone too. */
import { assert, assertEquals } from "@std/assert";
import { lineChart, type LineChartOptions } from "#lib/charts/line_chart.ts";
import { gradientArrows } from "#lib/charts/gradient_arrows.ts";
import { tripletArrows } from "#lib/charts/triplet_arrows.ts";
import { race } from "#lib/charts/race.ts";
import { type Figure, NARROW } from "#lib/charts/figure.ts";

type Axis = "x" | "y";

/** The words at an axis' ticks. */
function ticks(figure: Figure, axis: Axis, widest?: number): string[] {
  const svg = figure.toSvg(widest === undefined ? {} : { widest });
  const [, labels = ""] =
    new RegExp(`aria-label="${axis}-axis tick label"[^>]*>(.*?)</g>`, "s").exec(svg) ?? [];
  return [...labels.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);
}

const line = (from: number, to: number, steps = 40) =>
  Array.from(
    { length: steps },
    (_, i) => [1 + 4 * i, from + (to - from) * i / (steps - 1)] as const,
  );

function drawn(
  points: readonly (readonly [number, number])[],
  more: Partial<LineChartOptions> = {},
) {
  const axes = { title: "Lines", x: "step", y: "value", ...more };
  return lineChart([{ name: "loss over the margin", points }], axes);
}

Deno.test("an axis across has three numbers or more, on a phone too", () => {
  const batches = [8, 16, 32, 64, 128, 256, 512].map((B) => [B, B ** 3] as const);
  for (const widest of [undefined, NARROW]) {
    assert(ticks(drawn(line(2.5, 1)), "x", widest).length >= 3);
    const log = drawn(batches, { log: { x: true, y: true } });
    assert(ticks(log, "x", widest).filter(Boolean).length >= 3, `${ticks(log, "x", widest)}`);
  }
});

Deno.test("a logarithmic axis names the places that there are", () => {
  const log = { x: true, y: true };
  const powers = [1, 10, 100, 1000].map((x) => [x, 1 / x] as const);
  assertEquals(ticks(drawn(powers, { log }), "x"), ["1", "10", "100", "1K"]);
  assertEquals(ticks(drawn(powers, { log }), "x", NARROW), ["10", "1K"]);
  const many = Array.from({ length: 300 }, (_, i) => [1 + i, 1 + i] as const);
  assert(ticks(drawn(many, { log }), "x").length < 40);
});

Deno.test("an upward axis begins at 0, but where all lies far above", () => {
  const least = (figure: Figure) => Math.min(...ticks(figure, "y").map(Number));
  assertEquals(least(drawn(line(0.4, 0.9))), 0);
  assertEquals(least(drawn(line(3, 3))), 0);
  assert(least(drawn(line(0.775, 0.925))) > 0.7);
  assert(ticks(drawn(line(-1, 5)), "y").some((words) => words.includes("1")));
});

Deno.test("five digits at an axis of a race are 20K", () => {
  const points = [[32, 30], [512, 134_218]] as const;
  const figure = race([{ name: "all", kind: "direct", points }], { title: "R", quantity: "ms" });
  assertEquals(ticks(figure, "y").filter((words) => words.length > 4), []);
  assert(ticks(figure, "y").includes("100K"));
});

Deno.test("a word at an arrow's tip stays clear of the axis, on a phone too", () => {
  const points = [[0, 0], [3, 4], [6, 0]];
  const arrows = tripletArrows(points, { margin: 2 });
  const figure = gradientArrows(points, arrows, {
    names: ["a", "b", "e"],
    length: 1.2,
    title: "T",
  });
  for (const widest of [NARROW, Infinity]) {
    const words = [
      ...figure.toSvg({ widest }).matchAll(/<text[^>]*transform="translate\(([\d.]+),[^>]*>push</g),
    ];
    assertEquals(words.length, 2);
    assert(Math.min(...words.map(([, x]) => Number(x))) > 50 + 15, `${words.map(([, x]) => x)}`);
  }
});
