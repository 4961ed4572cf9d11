import * as Plot from "@observablehq/plot";
import { Figure, type Titled } from "./figure.ts";
import { caption, checkLengths, checkNames } from "./marks.ts";
import { short } from "./numbers.ts";
import { classColor, PAPER, QUIET } from "./palette.ts";
import { columnsIn, FACETS, panelGrid } from "./panel_grid.ts";
import { boundsOf, checkPlane } from "./plane.ts";

/** One picture of {@linkcode embeddingPanels}. */
export interface EmbeddingPanel {
  /** What stands above it. */
  name: string;
  /** Where the points are: rows of two numbers. */
  points: readonly (readonly number[])[];
}

/** Options of {@linkcode embeddingPanels}. */
export interface EmbeddingPanelsOptions extends Titled {
  /** What the classes are called. Default: their numbers. */
  className?: (label: number) => string;
}

/**
 * The same points in the plane as several networks embed them, side by side, coloured by class. Each
 * panel is a square as large as its points need; under it stands how long its side is, in the unit of
 * the distances, since a network that shrinks its plane may still part the classes.
 *
 * @param panels The embeddings, from the left.
 * @param labels The class of each point, the same in all panels.
 * @param options Title, names of the classes.
 * @returns A figure.
 * @throws {RangeError} When there is no panel, two have one name, one has no points, another number
 *   of points than labels, or points that are not in the plane.
 *
 * @example
 * ```ts
 * import { embeddingPanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const panels = [
 *   { name: "before", points: [[0, 0], [0, 1]] },
 *   { name: "after", points: [[0, 0], [3, 1]] },
 * ];
 * const figure = embeddingPanels(panels, [6, 7], { title: "Two digits" });
 * assertStringIncludes(figure.spec.alt, "after, 3.24 wide: 6 at (0.0, 0.0), 7 at (3.0, 1.0)");
 * ```
 */
export function embeddingPanels(
  panels: readonly EmbeddingPanel[],
  labels: ArrayLike<number>,
  { title, className = String }: EmbeddingPanelsOptions,
): Figure {
  check(panels, labels);
  const squares = panels.map(squareOf);
  const data = panels.flatMap(({ name, points }, at) =>
    points.map(([x, y], i) => {
      const { side, left, bottom } = squares[at];
      const [u, v] = [(x - left) / side, (y - bottom) / side];
      return { at, panel: name, x, y, u, v, label: labels[i] };
    })
  );
  const classes = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const means = panels.flatMap((_, at) => classes.map((label) => meanOf(data, at, label)));
  const color = ({ label }: { label: number }) => classColor(label);
  const wide = (side: number) => `${short(side)} wide`;
  return new Figure({
    title,
    alt: `${labels.length} points of ${classes.length} classes in ${panels.length} planes. Class ` +
      `means: ` +
      squares.map(({ panel: name, side }) =>
        `${name}, ${wide(side)}: ` + means.filter(({ panel }) => panel === name)
          .map(({ label, x, y }) => `${className(label)} at (${x.toFixed(1)}, ${y.toFixed(1)})`)
          .join(", ")
      ).join("; ") + ".",
    data: data.map(({ panel, x, y, label }) => ({ panel, x, y, label })),
    plot: (widest) => {
      const columns = columnsIn(widest, panels.length);
      const side = Math.min(300, 680 / columns);
      const { each, heads, plot } = panelGrid(panels.map(({ name }) => name), columns, {
        ...{ across: side, high: side, margins: [8, 8, 24, 24], gaps: [14, 52] },
      });
      const placed = <Row extends { at: number }>(rows: readonly Row[]) =>
        each((i) => rows.filter(({ at }) => at === i));
      const place = { ...FACETS, x: "u", y: "v" };
      const marks = [
        Plot.dot(placed(data), {
          ...place,
          r: data.length > 100 ? 1.6 : 5,
          fill: color,
          fillOpacity: 0.6,
        }),
        Plot.text(placed(means), {
          ...place,
          text: ({ label }: { label: number }) => className(label),
          fill: color,
          stroke: PAPER,
          strokeWidth: 4,
          fontSize: 15,
          fontWeight: "bold",
        }),
        caption(heads, { ...FACETS, text: "name", frameAnchor: "top" }),
        Plot.text(placed(squares), {
          ...FACETS,
          text: ({ side }: { side: number }) => wide(side),
          frameAnchor: "bottom",
          dy: 16,
          fill: QUIET,
        }),
        Plot.frame({ stroke: QUIET, strokeOpacity: 0.4 }),
      ];
      const axis = { axis: null, domain: [0, 1] };
      return { ...plot, x: axis, y: axis, marks };
    },
  });
}

/** A point in its panel: where it is, and where in the panel's square. */
type Point = Record<"at" | "x" | "y" | "u" | "v" | "label", number> & { panel: string };

/** The square that a panel shows. */
function squareOf({ name, points }: EmbeddingPanel, at: number) {
  const { left, right, bottom, top } = boundsOf(points, 0.04);
  const side = Math.max(right - left, top - bottom);
  return {
    at,
    panel: name,
    side,
    left: (left + right - side) / 2,
    bottom: (bottom + top - side) / 2,
  };
}

/** The middle of a class in a panel. */
function meanOf(data: readonly Point[], at: number, label: number): Point {
  const own = data.filter((point) => point.at === at && point.label === label);
  const { panel } = own[0];
  const mean = (key: "x" | "y" | "u" | "v") =>
    own.reduce((sum, point) => sum + point[key], 0) / own.length;
  return { at, panel, label, x: mean("x"), y: mean("y"), u: mean("u"), v: mean("v") };
}

function check(panels: readonly EmbeddingPanel[], labels: ArrayLike<number>): void {
  checkNames("panels", panels);
  for (const { name, points } of panels) {
    checkPlane(points, name);
    checkLengths(points.length, { labels });
  }
}
