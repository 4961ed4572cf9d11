import { checkChoice, checkLike, refuseValue } from "../checks/mod.ts";
import type { LineOptions } from "@observablehq/plot";
import { groupBy } from "../host/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { across, endLabels, frame, HALO, upwards, WIDEST } from "./marks.ts";
import { compact, short } from "./numbers.ts";
import { SOFT_INK } from "./palette.ts";
import { spreadLabels } from "./spread_labels.ts";

/** One measurement of {@linkcode benchmarkCurves}; points of one name make a line. */
export type BenchmarkPoint = {
  name: string;
  /** Batch size. */
  batch: number;
  value: number;
  /** The line's colour. Default: that of helper lines. */
  color?: string;
  /** Default `"solid"`; `"dotted"` lines are thin and carry no name. */
  line?: "solid" | "dashed" | "dotted";
};

/** Options of {@linkcode benchmarkCurves}. */
export type BenchmarkCurvesOptions = Titled & {
  /** What was measured, with its unit: the name of the vertical axis. */
  quantity: string;
  /** The drawing's height in pixels. Default 480. */
  height?: number;
};

/** Room for names beside the lines, and between two names, in pixels. */
const NAMES = 190, APART = 13, TOP = 24, BOTTOM = 40;

/**
 * Measurements over the batch size on two logarithmic scales: a line for each name, which stands at
 * the line's end. A straight line of slope 2 is quadratic growth, one of slope 3 cubic.
 *
 * @throws {RangeError} When there are no points, or a batch or value is not above 0.
 */
export function benchmarkCurves(
  points: readonly BenchmarkPoint[],
  options: BenchmarkCurvesOptions,
): Figure {
  const { title, quantity, height = 480 } = titled(options, "title quantity height");
  checkLike(points, "points", [{ name: "", batch: NaN, value: NaN, "color?": "" }]);
  for (const { line = "solid" } of points) checkChoice(line, ["solid", "dashed", "dotted"], "line");
  const bad = points.find(({ batch, value }) => !(batch > 0 && value > 0 && value < Infinity));
  const got = bad && `${bad.value} at ${bad.batch} (${bad.name})`;
  if (got) refuseValue(got, "points", "batches and values above 0");
  const data = points.toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.batch - b.batch
  );
  const batches = [...new Set(data.map(({ batch }) => batch))].sort((a, b) => a - b);
  const values = data.map(({ value }) => value);
  const [low, high] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];

  const ends = endsOf(data, height - TOP - BOTTOM, [low, high]);
  const largest = ends.toSorted((a, b) => b.batch - a.batch || a.value - b.value);
  const logarithmic = { type: "log", grid: true } as const;
  return new Figure({
    title,
    alt: `${quantity} over the batch size, both logarithmic. At their largest batches: ${
      largest.map(({ name, batch, value }) => `${name} ${written(value)} (B = ${batch})`).join(", ")
    }.`,
    data: data.map(({ name, batch, value }) => ({ name, batch, value })),
    plot: (widest) => ({
      ...frame(860, height, widest < WIDEST ? [52, 20, TOP, BOTTOM] : [56, NAMES, TOP, BOTTOM]),
      x: across("batch size B", { type: "log", base: 2, ticks: batches, tickFormat: String }),
      y: upwards(quantity, { ...logarithmic, domain: [low, high], ticks: 8, tickFormat: tick }),
      // Where there is no room beside the lines, all names stand above their ends.
      marks: marksOf(data, ends, widest < WIDEST ? NaN : batches[batches.length - 1]),
    }),
  });
}

/** The last point of each named line; where lines end close to each other, their names move apart. */
function endsOf(data: readonly BenchmarkPoint[], inner: number, [low, high]: readonly number[]) {
  const pixel = ({ value }: BenchmarkPoint) =>
    (inner * Math.log(high / value)) / Math.log(high / low);
  const names = [...new Set(data.filter(({ line }) => line !== "dotted").map(({ name }) => name))];
  const ends = names.map((name) => data.findLast((one) => one.name === name)!);
  return [...groupBy(ends, ({ batch }) => batch).values()]
    .flatMap((column) => spreadLabels(column, pixel, APART));
}

function marksOf(data: readonly BenchmarkPoint[], ends: ReturnType<typeof endsOf>, last: number) {
  const stroke = ({ color }: BenchmarkPoint) => color ?? SOFT_INK;
  const place = { x: "batch", y: "value" } as const;
  const mark = (line: string, more: LineOptions) =>
    Plot.line(data.filter((one) => (one.line ?? "solid") === line), {
      ...{ ...place, z: "name", stroke, ...more },
    });
  const halo = { ...place, ...HALO, strokeWidth: 3, fontWeight: "normal" } as const;
  // Beside the end of a shorter line run others: its name stands above it.
  const above = ends.filter(({ batch }) => batch !== last)
    .map((end) => ({ ...end, move: end.move - 5 }));
  return [
    mark("dotted", { strokeWidth: 1, strokeDasharray: "1 3" }),
    mark("dashed", { strokeWidth: 1.5, strokeDasharray: "5 3" }),
    mark("solid", { strokeWidth: 2 }),
    Plot.dot(data.filter(({ line }) => line !== "dotted"), { ...place, r: 2, fill: stroke }),
    ...endLabels(ends.filter(({ batch }) => batch === last), stroke, halo),
    ...endLabels(above, stroke, { ...halo, textAnchor: "end", dx: -7 }),
  ];
}

const tick = (value: number) => value < 1e4 ? written(value) : compact(value); // 20K, see upwards
/** Two digits, as people write them. */
function written(value: number): string {
  return value < 100 ? short(value, 2) : String(Math.round(value));
}
