import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { classColor, INK, PAPER } from "./palette.ts";

/** Options of {@linkcode embeddingPlane}. */
export interface EmbeddingPlaneOptions {
  /** The name, drawn above the figure. */
  title: string;
  /** What the classes are called. Default: their numbers. */
  className?: (label: number) => string;
  /** Names beside the points, for batches small enough to name each. */
  names?: readonly string[];
}

/**
 * Points in the plane, coloured by class. Both axes have one scale, so that distances on paper are
 * distances. Each class is named at its mean.
 *
 * @param points Rows of two numbers.
 * @param labels The class of each point.
 * @param options Title and names.
 * @returns A figure.
 * @throws {RangeError} When there are no points, a point is not in the plane, or labels are missing.
 */
export function embeddingPlane(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  { title, className = (label) => String(label), names }: EmbeddingPlaneOptions,
): Figure {
  if (points.length === 0) throw new RangeError("points: expected at least one, got none");
  const odd = points.findIndex((point) => point.length !== 2);
  if (odd >= 0) {
    throw new RangeError(`points: expected 2 numbers in row ${odd}, got ${points[odd].length}`);
  }
  if (labels.length !== points.length) {
    throw new RangeError(
      `labels: expected ${points.length} entries, one a point, got ${labels.length}`,
    );
  }
  const data = points.map(([x, y], i) => ({
    x,
    y,
    label: labels[i],
    ...(names ? { name: names[i] } : {}),
  }));
  const classes = [...new Set(data.map(({ label }) => label))].sort((a, b) => a - b);
  const means = classes.map((label) => {
    const own = data.filter((point) => point.label === label);
    const mean = (key: "x" | "y") => own.reduce((sum, point) => sum + point[key], 0) / own.length;
    return { label, x: mean("x"), y: mean("y") };
  });
  const reach = (key: "x" | "y") => {
    const values = data.map((point) => point[key]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.06 * (high - low || 1);
    return [low - room, high + room] as [number, number];
  };
  const [left, right] = reach("x");
  const [bottom, top] = reach("y");
  // One scale for both axes: as many pixels a unit as fit across and down.
  const scale = Math.min(460 / (right - left), 440 / (top - bottom));
  const spare = Math.max(0, 200 / scale - (right - left)) / 2;
  const margin = { marginLeft: 50, marginRight: 20, marginTop: 20, marginBottom: 36 };
  return new Figure({
    title,
    alt: `${points.length} points of ${classes.length} classes in the plane. Class means: ` +
      means.map(({ label, x, y }) => `${className(label)} at (${x.toFixed(1)}, ${y.toFixed(1)})`)
        .join(", ") +
      ".",
    data,
    plot: {
      ...margin,
      width: (right - left + 2 * spare) * scale + margin.marginLeft + margin.marginRight,
      height: (top - bottom) * scale + margin.marginTop + margin.marginBottom,
      x: {
        label: "first coordinate",
        labelArrow: "none",
        domain: [left - spare, right + spare],
        grid: true,
        ticks: 5,
      },
      y: {
        label: "second coordinate",
        labelArrow: "none",
        domain: [bottom, top],
        grid: true,
        ticks: 5,
      },
      marks: [
        Plot.dot(data, {
          x: "x",
          y: "y",
          r: points.length > 100 ? 2 : 6,
          fill: ({ label }: { label: number }) => classColor(label),
          fillOpacity: points.length > 100 ? 0.6 : 1,
        }),
        names
          ? Plot.text(data, { x: "x", y: "y", text: "name", dy: -14, fill: INK, stroke: PAPER })
          : Plot.text(means, {
            x: "x",
            y: "y",
            text: ({ label }: { label: number }) => className(label),
            fill: ({ label }: { label: number }) => classColor(label),
            stroke: PAPER,
            strokeWidth: 5,
            fontSize: 16,
            fontWeight: "bold",
          }),
      ],
    },
  });
}
