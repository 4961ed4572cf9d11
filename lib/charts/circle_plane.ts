import type { ContourOptions, Markish } from "@observablehq/plot";
import { Plot } from "./plot.ts";
import { Figure, type Titled } from "./figure.ts";
import { across, BESIDE, HALO, upwards } from "./marks.ts";
import { percent, significant } from "./numbers.ts";
import { INK, LOSS_COLOR, LOSS_SHADE, PAPER, QUIET, ROLE_COLOR } from "./palette.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";

/** A pair of similarities: one between classes, one within a class. */
export interface SimilarityPoint {
  /** Similarity between two classes. */
  sn: number;
  /** Similarity within a class. */
  sp: number;
  /** What stands beside the dot. */
  name?: string;
}

/** One picture of {@linkcode circlePlane}. Whatever is left out is not drawn. */
export interface CirclePanel {
  /** What stands above it. */
  title: string;
  /** Shaded, from white at its smallest value in the panel to violet at its largest. */
  loss?: (sn: number, sp: number) => number;
  /** Drawn as a line where it is 0. */
  boundary?: (sn: number, sp: number) => number;
  /** Where a small step goes from a place; the longest arrow of each panel has one length. */
  step?: (sn: number, sp: number) => readonly [number, number];
  /** Where the arrows lead. */
  target?: SimilarityPoint;
  /** Dots. */
  points?: readonly SimilarityPoint[];
  /** Joined by a line in their order, from a hollow dot to a filled one, both with their names. */
  path?: readonly SimilarityPoint[];
}

/** Options of {@linkcode circlePlane}. */
export interface CirclePlaneOptions extends Titled {
  /** From where to where the plane is shown across; `[-0.4, 1]` by default. */
  sn?: readonly [number, number];
  /** From where to where it is shown upwards; `[-0.2, 1.35]` by default. */
  sp?: readonly [number, number];
  /** Panels in a row; as many as there are, 3 at most, by default. */
  columns?: number;
}

/** Arrows across and up. */
const ARROWS = 8;

/**
 * The plane in which CircleLoss is understood: across the similarity `sn` between classes, which should be
 * low, upwards the similarity `sp` within a class, which should be high. Panels side by side share both
 * axes, with one scale for both, so that a circle is round. A dotted line marks sp = 1, above which no cosine
 * lies.
 *
 * @throws {RangeError} When there is no panel, or a range is empty.
 *
 * @example
 * ```ts
 * import { circlePlane } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const line = { title: "A line", boundary: (sn: number, sp: number) => sp - sn - 0.25 };
 * assertStringIncludes(circlePlane([line], { title: "Boundary" }).toSvg(), "<path");
 * ```
 */
export function circlePlane(
  panels: readonly CirclePanel[],
  { title, sn = [-0.4, 1], sp = [-0.2, 1.35], columns = Math.min(3, panels.length) }:
    CirclePlaneOptions,
): Figure {
  if (panels.length === 0) throw new RangeError("panels: expected at least one, got none");
  for (const [name, [from, to]] of [["sn", sn], ["sp", sp]] as const) {
    if (!(to > from)) throw new RangeError(`${name}: expected a range, got ${from} to ${to}`);
  }
  const box = { x1: sn[0], x2: sn[1], y1: sp[0], y2: sp[1] };
  const drawn = panels.map((panel) => drawPanel(panel, box));
  return new Figure({
    title,
    alt: `The plane of sn (across, ${sn[0]} to ${sn[1]}) and sp (upwards, ${sp[0]} to ${sp[1]}). ` +
      panels.map((panel) => describe(panel, box)).join(" "),
    data: panels.map(({ title, loss, boundary, step, target, points, path }) => ({
      title,
      loss: loss && sampled(loss, box),
      boundary: boundary && sampled(boundary, box),
      steps: step && arrows(step, box),
      ...{ target, points, path },
    })),
    plot: (widest) => {
      const most = columnsIn(widest, columns);
      const wide = most === 1 ? Math.min(380, widest - 68) : most === 2 ? 270 : 215;
      const { mark, rows, heads, plot } = panelGrid(drawn, most, {
        across: wide,
        high: wide * (sp[1] - sp[0]) / (sn[1] - sn[0]),
        margins: [52, 16, 34, 40],
        gaps: [24, 40],
      });
      const place = { x: "sn", y: "sp" } as const;
      const ends = { x1: "x1", y1: "y1", x2: "x2", y2: "y2" };
      const color = ({ color }: { color: string }) => color;
      const shown = sp[0] < 1 && sp[1] > 1 ? [1] : [];
      return {
        ...plot,
        x: across("sn, between classes", { domain: sn, ticks: 4 }),
        y: upwards("sp, within a class", { domain: sp, ticks: 4 }),
        color: { type: "linear", domain: [0, 1], range: [PAPER, LOSS_SHADE] },
        marks: [
          contour(rows("shaded"), box, { fill: true, thresholds: LEVELS }),
          Plot.ruleY(shown, { stroke: QUIET, strokeDasharray: "2 3", strokeWidth: 0.8 }),
          Plot.frame({ stroke: QUIET }),
          mark(Plot.arrow, "arrows", { ...ends, ...THIN, headLength: 5 }),
          contour(rows("lines"), box, { fill: false, thresholds: [0] }),
          mark(Plot.line, "path", { ...place, ...THIN, strokeWidth: 1.4 }),
          mark(Plot.dot, "first", { ...place, r: 4.5, fill: PAPER, stroke: INK }),
          mark(Plot.dot, "last", { ...place, r: 4.5, fill: INK }),
          // The first is named above and the last below, in case the path comes back to where it began.
          mark(Plot.text, "first", { ...place, text: "name", dy: -16, fill: INK }),
          mark(Plot.text, "last", { ...place, text: "name", dy: 16, fill: INK }),
          mark(Plot.dot, "dots", { ...place, r: 4.5, fill: color, stroke: PAPER }),
          mark(Plot.text, "dots", { ...place, ...BELOW, text: "name", fill: color }),
          heads(),
        ],
      };
    },
  });
}

/** How arrows and paths are drawn, and the names of dots. */
const THIN = { stroke: INK, strokeWidth: 1.1, clip: true } as const;
const BELOW = { ...BESIDE, dx: 7, dy: 9, ...HALO } as const;

/** What a panel shows, in lists. */
function drawPanel(panel: CirclePanel, box: Box) {
  const { title, loss, boundary, step, target, points = [], path = [] } = panel;
  return {
    name: title,
    shaded: loss ? [{ surface: shares(loss, box) }] : [],
    lines: boundary ? [{ surface: boundary }] : [],
    arrows: step ? arrows(step, box) : [],
    ...{ path, first: path.slice(0, 1), last: path.slice(-1) },
    dots: [
      ...points.map((point) => ({ ...point, color: ROLE_COLOR.anchor })),
      ...target ? [{ ...target, color: ROLE_COLOR.positive }] : [],
    ],
  };
}

interface Box {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

type Surface = (sn: number, sp: number) => number;

/** Where the shades change, as shares of the panel's range. */
const LEVELS = Array.from({ length: 12 }, (_, i) => i / 12);

/** Between the places where a loss is looked at, when only its range is asked. */
const SAMPLES = 24;

/** One contour mark for all panels: Plot hands each facet's numbers to the function. */
function contour(
  panels: readonly { surface: Surface; fx: number; fy: number }[],
  box: Box,
  { fill, thresholds }: { fill: boolean; thresholds: number[] },
): Markish {
  if (panels.length === 0) return null;
  const value = (sn: number, sp: number, at: { fx: number; fy: number }) =>
    panels.find(({ fx, fy }) => fx === at.fx && fy === at.fy)?.surface(sn, sp) ?? NaN;
  const look = fill
    ? { fill: value, stroke: "none" }
    : { value, fill: "none", stroke: LOSS_COLOR, strokeWidth: 2.2 };
  // Lines along the edge would look like boundaries: the surface goes on a little behind the frame.
  const [dx, dy] = [(box.x2 - box.x1) / 20, (box.y2 - box.y1) / 20];
  const beyond = { x1: box.x1 - dx, x2: box.x2 + dx, y1: box.y1 - dy, y2: box.y2 + dy };
  const [fx, fy] = [panels.map(({ fx }) => fx), panels.map(({ fy }) => fy)];
  const options = {
    ...(fill ? box : beyond),
    ...look,
    fx,
    fy,
    thresholds,
    pixelSize: 3,
    clip: true,
  };
  // The published types know functions of x and y, and not the facet that they are also given.
  return Plot.contour(options as unknown as ContourOptions);
}

/** The surface's values on a coarse grid, row by row from below. */
function sampled(surface: Surface, { x1, x2, y1, y2 }: Box): number[] {
  const at = (from: number, to: number, i: number) => from + (to - from) * i / SAMPLES;
  return Array.from(
    { length: (SAMPLES + 1) ** 2 },
    (_, i) => surface(at(x1, x2, i % (SAMPLES + 1)), at(y1, y2, Math.floor(i / (SAMPLES + 1)))),
  );
}

/** The smallest and the largest value of a surface in the panel. */
function rangeOf(surface: Surface, box: Box): [low: number, high: number] {
  const values = sampled(surface, box);
  return [Math.min(...values), Math.max(...values)];
}

/** The loss as a share of its range in the panel. */
function shares(loss: Surface, box: Box): Surface {
  const [low, high] = rangeOf(loss, box);
  return (sn, sp) => (loss(sn, sp) - low) / (high - low || 1);
}

/** The arrows of a panel: the longest fills most of its cell. */
function arrows(step: NonNullable<CirclePanel["step"]>, { x1, x2, y1, y2 }: Box): Box[] {
  const cell = Math.min(x2 - x1, y2 - y1) / ARROWS;
  const across = Math.round((x2 - x1) / cell);
  const up = Math.round((y2 - y1) / cell);
  const all = Array.from({ length: across * up }, (_, i) => {
    const from = [x1 + (i % across + 0.5) * cell, y1 + (Math.floor(i / across) + 0.5) * cell];
    return { from, by: step(from[0], from[1]) };
  });
  const longest = Math.max(...all.map(({ by }) => Math.hypot(...by))) || 1;
  return all.filter(({ by }) => Math.hypot(...by) > 0.02 * longest).map(({ from: [x, y], by }) => {
    const [dx, dy] = by.map((way) => way / longest * cell * 0.45);
    return { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy };
  });
}

/** What a panel shows, in words. */
function describe(panel: CirclePanel, box: Box): string {
  const parts: string[] = [];
  const place = ({ sn, sp }: SimilarityPoint) => `(${significant(sn)}, ${significant(sp)})`;
  if (panel.loss) {
    const [low, high] = rangeOf(panel.loss, box).map((value) => significant(value));
    parts.push(`the loss goes from ${low} to ${high}`);
  }
  if (panel.boundary) {
    const values = sampled(panel.boundary, box);
    const share = values.filter((value) => value > 0).length / values.length;
    parts.push(`the boundary leaves ${percent(share)} of the panel on its outer side`);
  }
  if (panel.step) parts.push("arrows show the steps");
  const named = [...panel.points ?? [], ...panel.target ? [panel.target] : []];
  for (const one of named) if (one.name) parts.push(`${one.name} at ${place(one)}`);
  const { path } = panel;
  if (path) parts.push(`a path from ${place(path[0])} to ${place(path[path.length - 1])}`);
  return `${panel.title}: ${parts.join(", ") || "nothing drawn"}.`;
}
