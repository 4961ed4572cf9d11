import * as Plot from "@observablehq/plot";
import { Figure } from "./figure.ts";
import { classColor, INK, PAPER } from "./palette.ts";
import { boundsOf, checkPlane, planeOptions } from "./plane.ts";

/**
 * How points moved in the plane: a line for each, a ring where it began, a dot where it ended.
 *
 * @param history The points after each step, each time rows of two numbers.
 * @param labels The class of each point, which gives it its colour.
 * @param options Title, and names beside the ends.
 * @returns A figure.
 * @throws {RangeError} When there is no step, a point is not in the plane, or labels are missing.
 *
 * @example
 * ```ts
 * import { pointPaths } from "#lib/charts/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = pointPaths([[[0, 0]], [[3, 4]]], [0], { title: "A way", names: ["a"] });
 * assertStringIncludes(figure.spec.alt, "a from (0.0, 0.0) to (3.0, 4.0)");
 * ```
 */
export function pointPaths(
  history: readonly (readonly (readonly number[])[])[],
  labels: ArrayLike<number>,
  { title, names }: { title: string; names: readonly string[] },
): Figure {
  if (history.length === 0) throw new RangeError("history: expected at least one step, got none");
  history.forEach((points, i) => checkPlane(points, `history[${i}]`));
  const first = history[0];
  const last = history[history.length - 1];
  if (labels.length !== first.length || names.length !== first.length) {
    throw new RangeError(
      `labels and names: expected ${first.length}, one a point, got ${labels.length} and ` +
        names.length,
    );
  }
  const { scale, options } = planeOptions(boundsOf(history.flat(), 0.1), { down: 380 });
  const color = (i: number) => classColor(labels[i]);
  const place = (point: readonly number[]) =>
    `(${point.map((value) => (Math.round(10 * value) / 10 || 0).toFixed(1)).join(", ")})`;
  return new Figure({
    title,
    alt: `${history.length - 1} steps: ` +
      first.map((point, i) => `${names[i]} from ${place(point)} to ${place(last[i])}`).join(", ") +
      ".",
    data: { first, last, steps: history.length - 1 },
    plot: {
      ...options,
      marks: [
        ...first.map((_, i) =>
          Plot.line(history.map((points) => points[i] as [number, number]), {
            stroke: color(i),
            strokeOpacity: 0.6,
            strokeWidth: 1.5,
          })
        ),
        Plot.dot(first, { r: 5, fill: PAPER, stroke: (_, i) => color(i), strokeWidth: 1.5 }),
        Plot.dot(last, { r: 6, fill: (_, i) => color(i) }),
        Plot.text(together(last, names, 10 / scale), {
          x: "x",
          y: "y",
          text: "name",
          dy: -14,
          fill: INK,
          stroke: PAPER,
          strokeWidth: 4,
          fontWeight: "bold",
        }),
      ],
    },
  });
}

/** Points that lie on one another share a label, so that no name hides another. */
function together(
  points: readonly (readonly number[])[],
  names: readonly string[],
  near: number,
): { x: number; y: number; name: string }[] {
  const labels: { x: number; y: number; name: string }[] = [];
  points.forEach(([x, y], i) => {
    const there = labels.find((label) => Math.hypot(label.x - x, label.y - y) < near);
    if (there) there.name += `, ${names[i]}`;
    else labels.push({ x, y, name: names[i] });
  });
  return labels;
}
