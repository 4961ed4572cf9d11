import type { ContourOptions, Markish } from "@observablehq/plot";
import { checkLike, refuseValue } from "../checks/mod.ts";
import { Plot } from "./plot.ts";
import { Figure, type Titled, titled } from "./figure.ts";
import { across, BESIDE, HALO, upwards } from "./marks.ts";
import { percent, significant } from "./numbers.ts";
import { INK, LOSS_COLOR, LOSS_SHADE, PAPER, QUIET, ROLE_COLOR } from "./palette.ts";
import { columnsIn, panelGrid } from "./panel_grid.ts";

/** A pair of similarities, between two classes and within a class; its name stands beside the dot. */
export type SimilarityPoint = { sn: number; sp: number; name?: string };

/** One picture of {@linkcode circlePlane}. Whatever is left out is not drawn. */
export type CirclePanel = {
  title: string;
  /** Shaded, from white at its smallest value in the panel to violet at its largest. */
  loss?: (sn: number, sp: number) => number;
  /** Drawn as a line where it is 0. */
  boundary?: (sn: number, sp: number) => number;
  /** Where a small step goes from a place; the longest arrow of each panel has one length. */
  step?: (sn: number, sp: number) => readonly [number, number];
  /** Where the arrows lead. */
  target?: SimilarityPoint;
  /** Joined by a line in their order, from a hollow dot to a filled one, both with their names. */
  path?: readonly SimilarityPoint[];
};

/** Options of {@linkcode circlePlane}. */
export type CirclePlaneOptions = Titled & {
  /** From where to where the plane is shown across; `[-0.4, 1]` by default. */
  sn?: readonly [number, number];
  /** From where to where it is shown upwards; `[-0.2, 1.35]` by default. */
  sp?: readonly [number, number];
  /** Panels in a row; as many as there are, 3 at most, by default. */
  columns?: number;
};

/** Arrows across and up. */
const ARROWS = 8;

/**
 * The plane in which CircleLoss is understood: across the similarity `sn` between classes, which should
 * be low, upwards `sp` within a class, which should be high; both on one scale, so that a circle is
 * round. A dotted line marks sp = 1, above which no cosine lies.
 *
 * @throws {RangeError} When there is no panel, or a range is empty.
 *
 * @example
 * ```ts
 * import { circlePlane } from "@triplet-lab/triplet-lab/charts";
 * import { assertStringIncludes } from "@std/assert";
 * const line = { title: "A line", boundary: (sn: number, sp: number) => sp - sn - 0.25 };
 * assertStringIncludes(circlePlane([line], { title: "Boundary" }).toSvg(), "<path");
 * ```
 */
export function circlePlane(panels: readonly CirclePanel[], options: CirclePlaneOptions): Figure {
  const { title, sn = [-0.4, 1], sp = [-0.2, 1.35], columns } = titled(
    options,
    "title sn sp columns",
  );
  const point = { sn: 0, sp: 0, "name?": "" }, of = { "loss?": Math.max, "boundary?": Math.max };
  const more = { "step?": Math.max, "target?": point, "path?": [point] };
  checkLike(panels, "panels", [{ title: "", ...of, ...more }]);
  for (const [name, range] of [["sn", sn], ["sp", sp]] as const) {
    checkLike(range, name, [0]);
    const [from, to] = range;
    if (from >= -100 && to - from >= 0.1 && to <= 100) continue;
    refuseValue(`${from} to ${to}`, name, "a range within -100 to 100, at least 0.1 wide");
  }
  const box = { x1: sn[0], x2: sn[1], y1: sp[0], y2: sp[1] };
  const drawn = panels.map((panel) => drawPanel(panel, box));
  return new Figure({
    title,
    alt: `The plane of sn (across, ${sn[0]} to ${sn[1]}) and sp (upwards, ${sp[0]} to ${sp[1]}). ` +
      drawn.map(({ words }) => words).join(" "),
    data: drawn.map(({ data }) => data),
    plot: (widest) => {
      const most = columnsIn(widest, columns ?? Math.min(3, panels.length));
      const wide = most === 1 ? Math.min(380, widest - 68) : most === 2 ? 270 : 215;
      const { mark, rows, heads, plot } = panelGrid(drawn, most, {
        across: wide,
        high: wide * (sp[1] - sp[0]) / (sn[1] - sn[0]),
        margins: [52, 16, 34, 40],
        gaps: [24, 40],
      });
      const place = { x: "sn", y: "sp" } as const;
      const ends = { x1: "x1", y1: "y1", x2: "x2", y2: "y2" };
      const shown = sp[0] < 1 && sp[1] > 1 ? [1] : [];
      return {
        ...plot,
        x: across("sn, between classes", { domain: [sn[0], sn[1]], ticks: 4 }),
        y: upwards("sp, within a class", { domain: [sp[0], sp[1]], ticks: 4 }),
        color: { type: "linear", domain: [0, 1], range: [PAPER, LOSS_SHADE] },
        marks: [
          contour(rows(({ shaded }) => shaded), box, true),
          Plot.ruleY(shown, { stroke: QUIET, strokeDasharray: "2 3", strokeWidth: 0.8 }),
          Plot.frame({ stroke: QUIET }),
          mark(Plot.arrow, "arrows", { ...ends, ...THIN, headLength: 5 }),
          contour(rows(({ lines }) => lines), box, false),
          mark(Plot.line, "path", { ...place, ...THIN, strokeWidth: 1.4 }),
          mark(Plot.dot, "first", { ...place, r: 4.5, fill: PAPER, stroke: INK }),
          mark(Plot.dot, "last", { ...place, r: 4.5, fill: INK }),
          // The first is named above and the last below, in case the path comes back to where it began.
          mark(Plot.text, "first", { ...place, ...HALO, text: "name", dy: -16, fill: INK }),
          mark(Plot.text, "last", { ...place, ...HALO, text: "name", dy: 16, fill: INK }),
          mark(Plot.dot, "dots", { ...place, r: 4.5, fill: TARGET, stroke: PAPER }),
          mark(Plot.text, "dots", { ...place, ...BELOW, text: "name", fill: TARGET }),
          heads(),
        ],
      };
    },
  });
}

const THIN = { stroke: INK, strokeWidth: 1.1, clip: true } as const;
const TARGET = () => ROLE_COLOR.positive;
const BELOW = { ...BESIDE, dx: 7, dy: 9, ...HALO } as const;

type Box = { x1: number; x2: number; y1: number; y2: number };
type Surface = (sn: number, sp: number) => number;

function drawPanel(panel: CirclePanel, box: Box) {
  const { title, loss, boundary, step, target, path = [] } = panel;
  const losses = loss && sampled(loss, box), sides = boundary && sampled(boundary, box);
  const [low, high] = [Math.min(...losses ?? []), Math.max(...losses ?? [])];
  const outer = (sides ?? []).filter((value) => value > 0).length / (SAMPLES + 1) ** 2;
  const steps = step && arrows(step, box), [first, last] = [path.slice(0, 1), path.slice(-1)];
  const place = ({ sn, sp }: SimilarityPoint) => `(${significant(sn)}, ${significant(sp)})`;
  const words = [
    losses && `the loss goes from ${significant(low)} to ${significant(high)}`,
    sides && `the boundary leaves ${percent(outer)} of the panel on its outer side`,
    step && "arrows show the steps",
    target?.name && `${target.name} at ${place(target)}`,
    path.length > 0 && `a path from ${place(first[0])} to ${place(last[0])}`,
  ].filter(Boolean).join(", ");
  return {
    name: title,
    shaded: loss
      ? [{ surface: (sn: number, sp: number) => (loss(sn, sp) - low) / (high - low || 1) }]
      : [],
    lines: boundary ? [{ surface: boundary }] : [],
    arrows: steps ?? [],
    ...{ path, first, last, dots: target ? [target] : [] },
    words: `${title}: ${words || "nothing drawn"}.`,
    data: { title, loss: losses, boundary: sides, steps, target, path: panel.path },
  };
}

/** Where the shades change, as shares of the panel's range. */
const LEVELS = Array.from({ length: 12 }, (_, i) => i / 12);

/** One contour mark for all panels: Plot hands each facet's numbers to the function. */
function contour(
  panels: readonly { surface: Surface; fx: number; fy: number }[],
  box: Box,
  fill: boolean,
): Markish {
  if (panels.length === 0) return null;
  const value = (sn: number, sp: number, at: { fx: number; fy: number }) =>
    panels.find(({ fx, fy }) => fx === at.fx && fy === at.fy)?.surface(sn, sp) ?? NaN;
  // Lines along the edge would look like boundaries: the surface goes on a little behind the frame.
  const [dx, dy] = [(box.x2 - box.x1) / 20, (box.y2 - box.y1) / 20];
  const beyond = { x1: box.x1 - dx, x2: box.x2 + dx, y1: box.y1 - dy, y2: box.y2 + dy };
  const options = {
    ...(fill
      ? { ...box, fill: value, stroke: "none", thresholds: LEVELS }
      : { ...beyond, value, fill: "none", stroke: LOSS_COLOR, strokeWidth: 2.2, thresholds: [0] }),
    fx: panels.map(({ fx }) => fx),
    fy: panels.map(({ fy }) => fy),
    pixelSize: 3,
    clip: true,
  };
  // The published types know functions of x and y, and not the facet that they are also given.
  return Plot.contour(options as unknown as ContourOptions);
}

/** Between the places where a surface is looked at, when only its range is asked. */
const SAMPLES = 24;

/** The surface's values on a coarse grid, row by row from below. */
function sampled(surface: Surface, { x1, x2, y1, y2 }: Box): number[] {
  const at = (from: number, to: number, i: number) => from + (to - from) * i / SAMPLES;
  return Array.from(
    { length: (SAMPLES + 1) ** 2 },
    (_, i) => surface(at(x1, x2, i % (SAMPLES + 1)), at(y1, y2, Math.floor(i / (SAMPLES + 1)))),
  );
}

/** The arrows of a panel: the longest fills most of its cell. */
function arrows(step: NonNullable<CirclePanel["step"]>, { x1, x2, y1, y2 }: Box): Box[] {
  const cell = Math.min(x2 - x1, y2 - y1) / ARROWS;
  const across = Math.round((x2 - x1) / cell);
  const up = Math.round((y2 - y1) / cell);
  const all = Array.from({ length: across * up }, (_, i) => {
    const from = [x1 + (i % across + 0.5) * cell, y1 + (Math.floor(i / across) + 0.5) * cell];
    const by = step(from[0], from[1]);
    checkLike(by, "step", [NaN]);
    return { from, by };
  });
  const longest = Math.max(...all.map(({ by }) => Math.hypot(...by))) || 1;
  return all.filter(({ by }) => Math.hypot(...by) > 0.02 * longest).map(({ from: [x, y], by }) => {
    const [dx, dy] = by.map((way) => way / longest * cell * 0.45);
    return { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy };
  });
}
