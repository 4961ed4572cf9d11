import { checkLike } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { checkLengths, NAMED } from "./marks.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";
import { classColor, PAPER, QUIET } from "./palette.ts";
import { checkPlane, planeOptions } from "./plane.ts";
import { boundsOf, together } from "./points.ts";

/** One training: the points after each step, each time rows of two numbers. */
export type PathPanel = {
  title: string;
  history: readonly (readonly (readonly number[])[])[];
};

/**
 * How points moved in the plane: a line for each, a ring where it began, a dot where it ended. One
 * panel a training, side by side, on the same axes.
 *
 * @throws {RangeError} When there is no panel or step, or points and labels do not fit.
 *
 * @example
 * ```ts
 * import { pointPaths } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const panel = { title: "Up", history: [[[0, 0]], [[3, 4]]] };
 * const figure = pointPaths([panel], [0], { title: "A way", names: ["a"] });
 * assertStringIncludes(figure.spec.alt, "Up, 1 steps: a from (0.0, 0.0) to (3.0, 4.0)");
 * ```
 */
export function pointPaths(
  panels: readonly PathPanel[],
  labels: ArrayLike<number>,
  options: Titled & { names: readonly string[] },
): Figure {
  const { title, names } = titled(options, "title names");
  checkLike(panels, "panels", [{ title: "", history: [[[0]]] }]);
  for (const { title, history } of panels) {
    history.forEach((points, i) => {
      checkPlane(points, `history of ${title}, step ${i}`);
      checkLengths(points.length, { labels, names });
    });
  }
  const all = panels.flatMap(({ history }) => history.flat());
  return new Figure({
    title,
    alt: panels.map((panel) => sentence(panel, names)).join(" "),
    data: panels.map(({ title, history }) => (
      { title, first: history[0], last: history.at(-1), steps: history.length - 1 }
    )),
    plot: (widest) => {
      const columns = columnsIn(widest, panels.length);
      const size = { across: columns === 1 ? 480 : 300, down: 380 };
      const { scale, options } = planeOptions(boundsOf(all, 0.1), widest, size);
      const drawn = panels.map(({ title: name, history }) => {
        const [first, last] = [history[0], history[history.length - 1]].map((points) =>
          points.map(([x, y], i) => ({ x, y, name: names[i], color: classColor(labels[i]) }))
        );
        const ways = history.flatMap((points) =>
          points.map(([x, y], i) => ({ ...first[i], i, x, y }))
        );
        return { name, first, last, ways, ends: together(last, 10 / scale) };
      });
      const { mark, heads, plot } = panelGrid(drawn, columns, {
        ...{ across: options.width - 70, high: options.height - 56 },
        ...{ margins: [50, 20, 34, 36], gaps: [24, 40] },
      });
      const at = { x: "x", y: "y" } as const, stroke = "color";
      const way = { ...at, z: "i", stroke, strokeOpacity: 0.6, strokeWidth: 1.5 };
      const marks = [
        Plot.frame({ stroke: QUIET, strokeOpacity: 0.4 }),
        mark(Plot.line, "ways", way),
        mark(Plot.dot, "first", { ...at, r: 5, fill: PAPER, stroke, strokeWidth: 1.5 }),
        mark(Plot.dot, "last", { ...at, r: 6, fill: "color" }),
        mark(Plot.text, "ends", { ...NAMED, ...at, text: "name", dy: -14 }),
        heads(),
      ];
      return { ...options, ...plot, marks };
    },
  });
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
