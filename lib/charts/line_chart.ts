import { checkLike } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { across, endLabels, frame, HALO, upwards, WIDEST } from "./marks.ts";
import { compact, significant } from "./numbers.ts";
import { INK } from "./palette.ts";
import { spreadLabels } from "./spread_labels.ts";

/** In pixels; the width is that without the names. */
const [WIDTH, HEIGHT, TOP, BOTTOM] = [360, 300, 20, 40];

/** A line of {@linkcode lineChart}: `[x, y]`, in order. */
export type LineSeries = {
  name: string;
  points: readonly (readonly [number, number])[];
  /** The palette says what each means. Default: ink. */
  color?: string;
  /** Its dashes, as SVG has them. Default: none. */
  dash?: string;
};

/** Options of {@linkcode lineChart}: what the axes are, each with its unit. */
export type LineChartOptions = Titled & {
  x: string;
  y: string;
  /** Axes in powers of ten. Default: none. */
  log?: { x?: boolean; y?: boolean };
  /** Draws each point as a dot. Default false. */
  dots?: boolean;
};

/**
 * Lines over a common axis, each named at its end.
 *
 * @throws {RangeError} When there is no line or point, or a number has no place on its axis.
 *
 * @example
 * ```ts
 * import { lineChart } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const series = [{ name: "cube", points: [[1, 1], [10, 1000]] as [number, number][] }];
 * const figure = lineChart(series, { title: "Growth", x: "B", y: "triplets", log: { y: true } });
 * assertStringIncludes(figure.spec.alt, "cube goes from 1 at 1 to 1000 at 10");
 * ```
 */
export function lineChart(series: readonly LineSeries[], options: LineChartOptions): Figure {
  const { title, x, y, log = {}, dots = false } = titled(options, "title x y log dots");
  checkLike(series, "series", [{ name: "", points: [[NaN]], "color?": "", "dash?": "" }]);
  for (const { name, points } of series) {
    const odd = points.find(([px, py]) =>
      !Number.isFinite(px) || !Number.isFinite(py) || (log.x && px <= 0) || (log.y && py <= 0)
    );
    if (points.length > 0 && !odd) continue;
    const got = odd?.join(", ") ?? "none";
    throw new RangeError(`series: expected numbers that can be drawn in "${name}", got ${got}`);
  }
  const lines = series.map(({ color = INK, dash = "none", ...line }) => ({ ...line, color, dash }));
  const ends = lines.map(({ name, points, color }) => {
    const [px, py] = points[points.length - 1];
    return { name, x: px, y: py, color };
  });
  // Where the axis puts the lines' ends, so that names that would cover each other can be moved apart.
  const place = log.y ? Math.log : (value: number) => value;
  const all = lines.flatMap(({ points }) => points.map(([, py]) => place(py)));
  const [least, high] = [Math.min(...all), Math.max(...all)];
  // The axis begins at 0, unless all lies far above.
  const low = log.y || (least > high / 2 && least < high) ? least : Math.min(0, least);
  const pixels = (HEIGHT - TOP - BOTTOM) / (high - low || 1);
  const apart = spreadLabels(ends, (end) => -pixels * place(end.y), 14);
  const names = 24 + 7 * Math.max(...series.map(({ name }) => name.length));
  const tickFormat = (value: number) => value < 1e-3 ? power(value) : compact(value);
  const logarithmic = { type: "log", tickFormat } as const;
  // Of few places along a logarithmic axis each is named, for a phone every second.
  const places = [...new Set(lines.flatMap(({ points }) => points.map(([px]) => px)))]
    .sort((a, b) => a - b);
  const base = places.every((place) => Number.isInteger(Math.log2(place))) ? 2 : 10;
  const named = (widest: number) =>
    places.length > 8
      ? {}
      : { base, ticks: places.filter((_, i) => widest >= WIDEST || (places.length - i) % 2 === 1) };
  return new Figure({
    title,
    alt: series.map(({ name, points }) => {
      const [first, last] = [points[0], points[points.length - 1]];
      const told = ([x, y]: readonly [number, number]) => `${significant(y)} at ${significant(x)}`;
      return `${name} goes from ${told(first)} to ${told(last)}`;
    }).join("; ") + ".",
    data: series.map(({ name, points }) => ({ name, points })),
    plot: (widest) => ({
      ...frame(Math.min(WIDTH + names, WIDEST), HEIGHT, [60, names, TOP, BOTTOM]),
      x: across(x, log.x ? { ...logarithmic, ...named(widest) } : {}),
      y: upwards(y, { grid: true, ...(log.y ? logarithmic : { zero: low <= 0 }) }),
      marks: [
        ...lines.flatMap(({ points, color, dash }) => [
          Plot.line(points, { stroke: color, strokeWidth: 2, strokeDasharray: dash }),
          dots ? Plot.dot(points, { fill: color, r: 3 }) : null,
        ]),
        ...endLabels(apart, ({ color }) => color, { x: "x", y: "y", ...HALO }),
      ],
    }),
  });
}

/** The power of ten of a small tick: `10⁻⁶`. */
function power(value: number): string {
  const digits = String(-Math.round(Math.log10(value)));
  return `10⁻${[...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[+digit]).join("")}`;
}
