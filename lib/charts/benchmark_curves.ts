import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { PAPER, QUIET } from "./palette.ts";

/** One measurement of {@linkcode benchmarkCurves}. */
export interface BenchmarkPoint {
  /** Whose: points of one name make a line. */
  name: string;
  /** Batch size. */
  batch: number;
  /** What was measured. */
  value: number;
  /** The line's colour. Default: that of helper lines. */
  color?: string;
  /** How the line is drawn. Default `"solid"`; `"dotted"` lines are thin and carry no name. */
  line?: "solid" | "dashed" | "dotted";
}

/** Options of {@linkcode benchmarkCurves}. */
export interface BenchmarkCurvesOptions {
  /** The name, drawn above the figure. */
  title: string;
  /** What was measured, with its unit: the name of the vertical axis. */
  quantity: string;
  /** The drawing's height in pixels. Default 480. */
  height?: number;
}

/** Room for names beside the lines, and between two names, in pixels. */
const NAMES = 190, APART = 13, TOP = 24, BOTTOM = 40;

/**
 * Measurements over the batch size on two logarithmic scales: a line for each name, which stands at
 * the line's end. A straight line of slope 2 is quadratic growth, one of slope 3 cubic.
 *
 * @param points The measurements, in any order.
 * @param options Title, quantity, height.
 * @returns A figure.
 * @throws {RangeError} When there are no points, or a batch or value is not above 0.
 */
export function benchmarkCurves(
  points: readonly BenchmarkPoint[],
  { title, quantity, height = 480 }: BenchmarkCurvesOptions,
): Figure {
  if (points.length === 0) throw new RangeError("points: expected at least one, got none");
  const bad = points.find(({ batch, value }) => !(batch > 0 && value > 0 && value < Infinity));
  if (bad) {
    throw new RangeError(
      `points: expected batches and values above 0, got ${bad.value} at ${bad.batch} (${bad.name})`,
    );
  }
  const data = points.toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.batch - b.batch
  );
  const batches = [...new Set(data.map(({ batch }) => batch))].sort((a, b) => a - b);
  const values = data.map(({ value }) => value);
  const [low, high] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];

  // Where lines end close to each other, their names move apart.
  const inner = height - TOP - BOTTOM;
  const pixel = (value: number) => (inner * Math.log(high / value)) / Math.log(high / low);
  const names = [...new Set(data.filter(({ line }) => line !== "dotted").map(({ name }) => name))];
  const ends = names.map((name) => data.findLast((one) => one.name === name)!)
    .map((end) => ({ ...end, place: pixel(end.value) }));
  for (const batch of batches) {
    const column = ends.filter((end) => end.batch === batch).sort((a, b) => a.place - b.place);
    for (let turn = 0; turn < 60; turn++) {
      for (let i = 1; i < column.length; i++) {
        const close = APART - (column[i].place - column[i - 1].place);
        if (close <= 0) continue;
        column[i].place += close / 2;
        column[i - 1].place -= close / 2;
      }
    }
  }
  const labels = ends.map((end) => ({
    ...end,
    y: high * Math.exp((-end.place / inner) * Math.log(high / low)),
  }));
  const stroke = ({ color }: BenchmarkPoint) => color ?? QUIET;
  const drawn = (line: string) => data.filter((one) => (one.line ?? "solid") === line);
  const mark = (line: string, more: Record<string, unknown>) =>
    Plot.line(drawn(line), { x: "batch", y: "value", z: "name", stroke, ...more });
  const last = batches[batches.length - 1];
  const named = (names: typeof labels, more: Record<string, unknown>) =>
    Plot.text(names, {
      x: "batch",
      y: "y",
      text: "name",
      fill: stroke,
      stroke: PAPER,
      strokeWidth: 3,
      ...more,
    });
  const largest = ends.toSorted((a, b) => b.batch - a.batch || a.value - b.value);
  return new Figure({
    title,
    alt: `${quantity} over the batch size, both logarithmic. At their largest batches: ${
      largest.map(({ name, batch, value }) => `${name} ${short(value)} (B = ${batch})`).join(", ")
    }.`,
    data: data.map(({ name, batch, value }) => ({ name, batch, value })),
    plot: {
      width: 860,
      height,
      marginLeft: 56,
      marginRight: NAMES,
      marginTop: TOP,
      marginBottom: BOTTOM,
      x: {
        type: "log",
        base: 2,
        label: "batch size B",
        labelAnchor: "center",
        labelArrow: "none",
        ticks: batches,
        tickFormat: (batch: number) => String(batch),
      },
      y: {
        type: "log",
        label: quantity,
        labelArrow: "none",
        domain: [low, high],
        grid: true,
        ticks: 8,
        tickFormat: (value: number) => short(value),
      },
      marks: [
        mark("dotted", { strokeWidth: 1, strokeDasharray: "1 3" }),
        mark("dashed", { strokeWidth: 1.5, strokeDasharray: "5 3" }),
        mark("solid", { strokeWidth: 2 }),
        Plot.dot(data.filter(({ line }) => line !== "dotted"), {
          x: "batch",
          y: "value",
          r: 2,
          fill: stroke,
        }),
        named(labels.filter(({ batch }) => batch === last), { textAnchor: "start", dx: 7 }),
        // Beside the end of a shorter line run others: its name stands above it.
        named(labels.filter(({ batch }) => batch !== last), {
          textAnchor: "end",
          dx: -7,
          dy: -5,
        }),
      ],
    },
  });
}

/** Two digits, as people write them. */
function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
