import { assert, assertEquals } from "@std/assert";
import { lineChart } from "#lib/charts/mod.ts";
import { spreadLabels } from "#lib/charts/spread_labels.ts";

Deno.test("spreadLabels() leaves labels alone that have room", () => {
  assertEquals(spreadLabels([100, 0, 50], 14), [0, 0, 0]);
  assertEquals(spreadLabels([], 14), []);
});

Deno.test("spreadLabels() keeps the order and the gap, and moves blocks about their middle", () => {
  const heights = [40, 10, 12, 22, 90];
  const placed = heights.map((height, i) => height + spreadLabels(heights, 14)[i]);
  const order = [1, 2, 3, 0, 4];
  order.slice(1).forEach((i, k) => assert(placed[i] - placed[order[k]] >= 14 - 1e-9, `${placed}`));
  const sum = (list: number[]) => list.reduce((total, value) => total + value, 0);
  assert(Math.abs(sum(placed) - sum(heights)) < 1e-9, "nothing drifts away");
});

Deno.test("lineChart() does not let the names of lines that end together cover each other", () => {
  const series = ["one", "other"].map((name, i) => ({
    name,
    points: [[0, i], [1, 0.5]] as [number, number][],
  }));
  const svg = lineChart(series, { title: "Two", x: "x", y: "y" }).toSvg();
  const [one, other] = ["one", "other"].map((name) => {
    const label = `<g transform="translate\\(7,([-\\d.]+)\\)"[^>]*><text[^>]*>${name}</text>`;
    return Number(new RegExp(label).exec(svg)?.[1]);
  });
  assertEquals([one, other], [-7, 7]);
});
