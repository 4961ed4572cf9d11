import { assert, assertEquals } from "@std/assert";
import { lineChart } from "#lib/charts/mod.ts";
import { spreadLabels } from "#lib/charts/spread_labels.ts";

Deno.test("spreadLabels() leaves labels alone that have room", () => {
  const labels = [{ at: 100, name: "one" }, { at: 0, name: "other" }];
  const still = labels.map((label) => ({ ...label, move: 0 }));
  assertEquals(spreadLabels(labels, ({ at }) => at, 14), still);
  assertEquals(spreadLabels([], () => 0, 14), []);
});

Deno.test("spreadLabels() keeps the order and the gap, and moves blocks about their middle", () => {
  const heights = [40, 10, 12, 22, 90];
  const spread = spreadLabels(heights.map((at) => ({ at })), ({ at }) => at, 14);
  const placed = spread.map(({ at, move }) => at + move);
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
