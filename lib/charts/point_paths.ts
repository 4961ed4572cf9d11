import * as Plot from "@observablehq/plot";
import { Figure, type Titled } from "./figure.ts";
import { caption, checkLengths, NAMED } from "./marks.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";
import { classColor, PAPER, QUIET } from "./palette.ts";
import { boundsOf, checkPlane, planeOptions } from "./plane.ts";

/** One training in {@linkcode pointPaths}. */
export interface PathPanel {
  /** What stands above it. */
  title: string;
  /** The points after each step, each time rows of two numbers. */
  history: readonly (readonly (readonly number[])[])[];
}

/**
 * How points moved in the plane: a line for each, a ring where it began, a dot where it ended. One
 * panel a training, side by side, on the same axes.
 *
 * @param panels The trainings, all of the same points.
 * @param labels The class of each point, which gives it its colour.
 * @param options Title, and names beside the ends.
 * @returns A figure.
 * @throws {RangeError} When there is no panel or no step, a point is not in the plane, or labels are
 *   missing.
 *
 * @example
 * ```ts
 * import { pointPaths } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const panel = { title: "Up", history: [[[0, 0]], [[3, 4]]] };
 * const figure = pointPaths([panel], [0], { title: "A way", names: ["a"] });
 * assertStringIncludes(figure.spec.alt, "Up, 1 steps: a from (0.0, 0.0) to (3.0, 4.0)");
 * ```
 */
export function pointPaths(
  panels: readonly PathPanel[],
  labels: ArrayLike<number>,
  { title, names }: Titled & { names: readonly string[] },
): Figure {
  check(panels, labels, names);
  const count = panels.length;
  const all = panels.flatMap(({ history }) => history.flat());
  const color = (i: number) => classColor(labels[i]);
  return new Figure({
    title,
    alt: panels.map((panel) => sentence(panel, names)).join(" "),
    data: panels.map(({ title, history }) => ({
      title,
      first: history[0],
      last: history[history.length - 1],
      steps: history.length - 1,
    })),
    plot: (widest) => {
      const columns = columnsIn(widest, count);
      const size = { across: columns === 1 ? 480 : 300, down: 380 };
      const { scale, options } = planeOptions(boundsOf(all, 0.1), widest, size);
      const { heads, plot } = panelGrid(panels.map(({ title }) => title), columns, {
        across: options.width - 70,
        high: options.height - 56,
        margins: [50, 20, 34, 36],
        gaps: [24, 40],
      });
      return {
        ...options,
        ...plot,
        marks: [
          Plot.frame({ stroke: QUIET, strokeOpacity: 0.4 }),
          ...panels.flatMap((one, i) => {
            const { column, row } = heads[i];
            return marksOf(one, { fx: () => column, fy: () => row }, 10 / scale);
          }),
        ],
      };
    },
  });

  function marksOf(
    { title, history }: PathPanel,
    at: Plot.TextOptions,
    near: number,
  ): Plot.Markish[] {
    const [first, last] = [history[0], history[history.length - 1]];
    return [
      ...first.map((_, i) =>
        Plot.line(history.map((points) => points[i] as [number, number]), {
          ...at,
          stroke: color(i),
          strokeOpacity: 0.6,
          strokeWidth: 1.5,
        })
      ),
      Plot.dot(first, { ...at, r: 5, fill: PAPER, stroke: (_, i) => color(i), strokeWidth: 1.5 }),
      Plot.dot(last, { ...at, r: 6, fill: (_, i) => color(i) }),
      Plot.text(together(last, names, near), {
        ...at,
        ...NAMED,
        x: "x",
        y: "y",
        text: "name",
        dy: -14,
      }),
      caption([title], at),
    ];
  }
}

/** Where the points of a panel came from, and where to. */
function sentence({ title, history }: PathPanel, names: readonly string[]): string {
  const place = (point: readonly number[]) =>
    `(${point.map((value) => (Math.round(10 * value) / 10 || 0).toFixed(1)).join(", ")})`;
  const ways = history[0].map((point, i) =>
    `${names[i]} from ${place(point)} to ${place(history[history.length - 1][i])}`
  );
  return `${title}, ${history.length - 1} steps: ${ways.join(", ")}.`;
}

function check(
  panels: readonly PathPanel[],
  labels: ArrayLike<number>,
  names: readonly string[],
): void {
  if (panels.length === 0) throw new RangeError("panels: expected at least one, got none");
  for (const { title, history } of panels) {
    if (history.length === 0) {
      throw new RangeError(`history of ${title}: expected at least one step, got none`);
    }
    history.forEach((points, i) => {
      checkPlane(points, `history of ${title}, step ${i}`);
      checkLengths(points.length, { labels, names });
    });
  }
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
