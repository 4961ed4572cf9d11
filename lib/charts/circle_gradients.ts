import { checkLike } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { checkLengths } from "./marks.ts";
import { fixed } from "./numbers.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";
import { classColor, INK, PAPER, QUIET, SOFT_INK } from "./palette.ts";
import { unitBall } from "./points.ts";

/** A loss, and the step of each point, minus its gradient; without steps, the points alone. */
export type GradientPanel = { title: string; steps?: readonly (readonly number[])[] };

/** Length of the longest arrow of a panel, in radii. */
const LONGEST = 0.75;

/** How far the panels reach, in radii. */
const REACH = 1.5;

/**
 * Points on the unit circle (rows of two numbers, of length 1), and where several losses would move
 * each: one panel a loss. The longest arrow of every panel has one length, so that directions and shares
 * can be compared; how long it is in truth stands under the panel.
 *
 * @throws {RangeError} When there is no panel, a point is not on the circle, or numbers are missing.
 *
 * @example
 * ```ts
 * import { circleGradients } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const panel = { title: "Down", steps: [[0, -0.5], [0, 0]] };
 * const figure = circleGradients([[1, 0], [0, 1]], [0, 1], [panel], { title: "Steps", names: ["a", "b"] });
 * assertStringIncludes(figure.toSvg(), "longest 0.50");
 * ```
 */
export function circleGradients(
  points: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  panels: readonly GradientPanel[],
  options: Titled & { names: readonly string[] },
): Figure {
  const { title, names } = titled(options, "title names");
  checkLike(points, "points", [[0]]);
  checkLike(panels, "panels", [{ title: "", "steps?": [[0]] }]);
  const off = points.findIndex(([x, y, ...more]) =>
    more.length > 0 || !(Math.abs(Math.hypot(x, y) - 1) < 1e-3)
  );
  const got = points[off]?.join(", ");
  if (off >= 0) throw new RangeError(`points: expected length 1 in row ${off}, got (${got})`);
  checkLengths(points.length, { labels, names });
  for (const { title, steps = points } of panels) {
    checkLengths(points.length, { [`steps of ${title}`]: steps });
  }
  const ring = unitBall(2).map(([x, y]) => ({ x, y }));
  const drawn = panels.map(({ title: name, steps }) => {
    const longest = Math.max(0, ...(steps ?? []).map((step) => Math.hypot(...step)));
    const rows = points.map(([x, y], k) => {
      const [dx, dy] = (steps?.[k] ?? [0, 0]).map((v) => v * LONGEST / (longest || 1));
      const moves = Math.hypot(dx, dy) > 0.02, color = classColor(labels[k]);
      return { x, y, moves, toX: x + dx, toY: y + dy, color, name: names[k] };
    });
    const moving = rows.filter(({ moves }) => moves);
    const said = fixed(longest, longest < 100 ? 2 : 0);
    const who = moving.map(({ name }) => name).join(", ") || "none";
    const words = steps
      ? `${name}: the longest step is ${said}; ${who} of ${points.length} points move.`
      : `${name}: ${points.length} points on the unit circle.`;
    return { name, words, notes: [{ note: steps ? `longest ${said}` : "" }], ring, rows, moving };
  });
  return new Figure({
    title,
    alt: drawn.map(({ words }) => words).join(" "),
    data: panels.map(({ title, steps }) => ({ title, points, labels: Array.from(labels), steps })),
    plot: (widest) => {
      const most = columnsIn(widest, Math.min(3, panels.length));
      const side = most === 1 ? 334 : most === 2 ? 270 : 210;
      const { mark, heads, plot } = panelGrid(drawn, most, {
        ...{ across: side, high: side, margins: [12, 12, 26, 20], gaps: [0, 30] },
      });
      const at = { x: "x", y: "y" } as const;
      const fill = "color";
      const inward = (of: "x" | "y") => (row: { x: number; y: number }) => 0.78 * row[of];
      const arrow = { x1: "x", y1: "y", x2: "toX", y2: "toY", headLength: 6 };
      const axis = { domain: [-REACH, REACH], axis: null };
      const marks = [
        mark(Plot.line, "ring", { ...at, stroke: QUIET, strokeWidth: 0.8 }),
        mark(Plot.arrow, "moving", { ...arrow, stroke: fill, strokeWidth: 2.2 }),
        mark(Plot.dot, "rows", { ...at, r: 5, fill, stroke: PAPER }),
        mark(Plot.text, "rows", { x: inward("x"), y: inward("y"), text: "name", fill: INK }),
        heads({ frameAnchor: "top", dy: -12 }),
        mark(Plot.text, "notes", { text: "note", frameAnchor: "bottom", dy: 2, fill: SOFT_INK }),
      ];
      return { ...plot, x: axis, y: axis, marks };
    },
  });
}
