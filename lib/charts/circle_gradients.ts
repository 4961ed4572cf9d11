import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { facets } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { classColor, INK, PAPER, QUIET } from "./palette.ts";

/** One picture of {@linkcode circleGradients}. */
export interface GradientPanel {
  /** What stands above it: the loss. */
  title: string;
  /** The step of each point, minus the loss's gradient; none for the points alone. */
  steps?: readonly (readonly number[])[];
}

/** Options of {@linkcode circleGradients}. */
export interface CircleGradientsOptions {
  /** The name, drawn above the figure. */
  title: string;
  /** Names beside the points. */
  names: readonly string[];
  /** Panels in a row; as many as there are, 3 at most, by default. */
  columns?: number;
}

/** Length of the longest arrow of a panel, in radii. */
const LONGEST = 0.75;

/** How far the panels reach, in radii. */
const REACH = 1.5;

/**
 * Points on the unit circle, and where several losses would move each of them: one panel a loss, the same
 * points in each. The longest arrow of every panel has one length, so that directions and shares can be
 * compared; how long it is in truth stands under the panel.
 *
 * @param points Rows of two numbers, of length 1.
 * @param labels The class of each point.
 * @param panels The losses and their steps.
 * @param options Title and names.
 * @returns A figure.
 * @throws {RangeError} When there is no panel, a point is not on the circle, or numbers are missing.
 *
 * @example
 * ```ts
 * import { circleGradients } from "#lib/charts/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const panel = { title: "Down", steps: [[0, -0.5], [0, 0]] };
 * const figure = circleGradients([[1, 0], [0, 1]], [0, 1], [panel], { title: "Steps", names: ["a", "b"] });
 * assertStringIncludes(figure.toSvg(), "longest 0.50");
 * ```
 */
export function circleGradients(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  panels: readonly GradientPanel[],
  { title, names, columns = Math.min(3, panels.length) }: CircleGradientsOptions,
): Figure {
  check(points, labels, panels, names);
  const rows = Math.ceil(panels.length / columns);
  const side = columns === 1 ? 340 : columns === 2 ? 270 : 210;
  const data = rowsOf(points, labels, panels, names, columns);
  const heads = panels.map(({ title, steps }, i) => {
    const { fx, fy, longest } = data[i * points.length];
    return { fx, fy, title, note: steps ? `longest ${written(longest)}` : "" };
  });
  const ring = panels.flatMap((_, i) =>
    Array.from({ length: 73 }, (_, k) => ({
      fx: i % columns,
      fy: Math.floor(i / columns),
      x: Math.cos(k * Math.PI / 36),
      y: Math.sin(k * Math.PI / 36),
    }))
  );
  const axis = { domain: [-REACH, REACH], axis: null };
  return new Figure({
    title,
    alt: panels.map(({ title, steps }, i) => {
      const moving = data.slice(i * points.length, (i + 1) * points.length)
        .filter(({ moves }) => moves).map(({ name }) => name);
      return steps
        ? `${title}: the longest step is ${written(data[i * points.length].longest)}; ` +
          `${moving.length ? moving.join(", ") : "none"} of ${points.length} points move.`
        : `${title}: ${points.length} points on the unit circle.`;
    }).join(" "),
    data: panels.map(({ title, steps }) => ({ title, points, labels: Array.from(labels), steps })),
    plot: {
      width: columns * side + 24,
      height: rows * side + (rows - 1) * 30 + 46,
      marginLeft: 12,
      marginRight: 12,
      marginTop: 26,
      marginBottom: 20,
      fx: facets(columns, side, 0),
      fy: facets(rows, side, 30),
      x: axis,
      y: axis,
      marks: marksOf(data, ring, heads),
    },
  });
}

/** A point in a panel, and its step as it is drawn. */
interface Row {
  fx: number;
  fy: number;
  x: number;
  y: number;
  moves: boolean;
  toX: number;
  toY: number;
  label: number;
  name: string;
  longest: number;
}

/** The points of all panels; the longest step of each has one length. */
function rowsOf(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  panels: readonly GradientPanel[],
  names: readonly string[],
  columns: number,
): Row[] {
  return panels.flatMap(({ steps }, i) => {
    const longest = Math.max(0, ...(steps ?? []).map((step) => Math.hypot(...step)));
    return points.map(([x, y], k) => {
      const [dx, dy] = (steps?.[k] ?? [0, 0]).map((v) => v * LONGEST / (longest || 1));
      const moves = Math.hypot(dx, dy) > 0.02;
      return {
        fx: i % columns,
        fy: Math.floor(i / columns),
        x,
        y,
        moves,
        toX: x + dx,
        toY: y + dy,
        label: labels[k],
        name: names[k],
        longest,
      };
    });
  });
}

function marksOf(
  data: readonly Row[],
  ring: readonly { fx: number; fy: number }[],
  heads: readonly { fx: number; fy: number }[],
): Plot.Markish[] {
  const at = { fx: "fx", fy: "fy" };
  return [
    Plot.line(ring, {
      ...at,
      x: "x",
      y: "y",
      z: (row: { fx: number; fy: number }) => `${row.fx}/${row.fy}`,
      stroke: QUIET,
      strokeWidth: 0.8,
    }),
    Plot.arrow(data.filter(({ moves }) => moves), {
      ...at,
      x1: "x",
      y1: "y",
      x2: "toX",
      y2: "toY",
      stroke: ({ label }: Row) => classColor(label),
      strokeWidth: 2.2,
      headLength: 6,
    }),
    Plot.dot(data, {
      ...at,
      x: "x",
      y: "y",
      r: 5,
      fill: ({ label }: Row) => classColor(label),
      stroke: PAPER,
    }),
    Plot.text(data, {
      ...at,
      x: ({ x }: Row) => 0.78 * x,
      y: ({ y }: Row) => 0.78 * y,
      text: "name",
      fill: INK,
    }),
    Plot.text(heads, { ...at, text: "title", frameAnchor: "top", dy: -12, fontWeight: 600 }),
    Plot.text(heads, { ...at, text: "note", frameAnchor: "bottom", dy: 2, fill: QUIET }),
  ];
}

/** Small and large numbers alike: two digits behind the point, or none of no use. */
function written(value: number): string {
  return fixed(value, value < 100 ? 2 : 0);
}

function check(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  panels: readonly GradientPanel[],
  names: readonly string[],
): void {
  if (panels.length === 0) throw new RangeError("panels: expected at least one, got none");
  const off = points.findIndex(([x, y, ...more]) =>
    more.length > 0 || !(Math.abs(Math.hypot(x, y) - 1) < 1e-3)
  );
  if (off >= 0) {
    throw new RangeError(
      `points: expected length 1 in row ${off}, got (${points[off].join(", ")})`,
    );
  }
  const lists = [["labels", labels.length], ["names", names.length]] as const;
  const stepLists = panels.flatMap(({ title, steps }) =>
    steps ? [[`steps of ${title}`, steps.length] as const] : []
  );
  for (const [name, length] of [...lists, ...stepLists]) {
    if (length !== points.length) {
      throw new RangeError(
        `${name}: expected ${points.length} entries, one a point, got ${length}`,
      );
    }
  }
}
