import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { checkLengths, checkNames, NAMED } from "./marks.ts";
import { short } from "./numbers.ts";
import { classColor, QUIET, SOFT_INK } from "./palette.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";
import { checkPlane, classPlaces } from "./plane.ts";
import { boundsOf, classMeans, together } from "./points.ts";

/** What charts of embeddings are told; classes are called by their numbers by default. */
export type EmbeddingOptions = Titled & { className?: (label: number) => string };

/** A network's points, rows of two numbers. */
export type EmbeddingPanel = { name: string; points: readonly (readonly number[])[] };

/**
 * The same points as several networks embed them in the plane, coloured by class. Each panel is a
 * square as large as its points need; under it stands how long its side is: a network that shrinks its
 * plane may still part the classes.
 *
 * @throws {RangeError} When there is no panel, two have one name, or points and labels do not fit.
 *
 * @example
 * ```ts
 * import { embeddingPanels } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
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
  options: EmbeddingOptions,
): Figure {
  const { title, className = String } = titled(options, "title className");
  checkNames("panels", panels, { points: [[0]] });
  for (const { name, points } of panels) {
    checkPlane(points, name);
    checkLengths(points.length, { labels });
  }
  const drawn = panels.map(({ name, points }) => {
    const { left, right, bottom, top } = boundsOf(points, 0.04);
    const side = Math.max(right - left, top - bottom);
    const [fromX, fromY] = [(left + right - side) / 2, (bottom + top - side) / 2];
    const placed = (x: number, y: number, label: number) => ({
      ...{ x, y, u: (x - fromX) / side, v: (y - fromY) / side },
      ...{ label, name: className(label), color: classColor(label) },
    });
    const rows = points.map(([x, y], i) => placed(x, y, labels[i]));
    const means = classMeans(points, labels).map(({ x, y, label }) => placed(x, y, label));
    const [names, notes] = [together(means, side / 15), [{ label: wide(side) }]];
    return { name, side, rows, means, names, notes };
  });
  const count = panels.length * labels.length;
  return new Figure({
    title,
    alt:
      `${labels.length} points of ${drawn[0].means.length} classes in ${panels.length} planes. ` +
      "Class means: " + drawn.map(({ name, side, means }) =>
        `${name}, ${wide(side)}: ${classPlaces(means, className)}`
      ).join("; ") + ".",
    data: drawn.flatMap(({ name: panel, rows }) =>
      rows.map(({ x, y, label }) => ({ panel, x, y, label }))
    ),
    plot: (widest) => {
      const columns = columnsIn(widest, panels.length);
      const side = Math.min(300, 680 / columns);
      const { mark, heads, plot } = panelGrid(drawn, columns, {
        ...{ across: side, high: side, margins: [8, 8, 24, 24], gaps: [14, 52] },
      });
      const place = { x: "u", y: "v", fill: "color" };
      const below = { frameAnchor: "bottom", dy: 16 } as const;
      const marks = [
        mark(Plot.dot, "rows", { ...place, r: count > 100 ? 1.6 : 5, fillOpacity: 0.6 }),
        mark(Plot.text, "names", { ...NAMED, ...place, text: "name", fontSize: 15 }),
        heads({ frameAnchor: "top" }),
        mark(Plot.text, "notes", { ...below, text: "label", fill: SOFT_INK }),
        Plot.frame({ stroke: QUIET, strokeOpacity: 0.4 }),
      ];
      const axis = { axis: null, domain: [0, 1] };
      return { ...plot, x: axis, y: axis, marks };
    },
  });
}

const wide = (side: number) => `${short(side)} wide`;
