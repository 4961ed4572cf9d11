import { short } from "../../charts/numbers.ts";
import { INK, SOFT_INK } from "../../charts/palette.ts";
import { toPixels } from "./plane.ts";
import type { Plane } from "./program.ts";
import { element, type SceneElement } from "./scene.ts";

/**
 * The frame of a plane: a light grid, the numbers of both axes, and their names if given.
 *
 * @param plane The rectangle and what it shows.
 * @param names What the axes are called; by default they have no names.
 * @returns One element.
 */
export function axes(plane: Plane, names: { x?: string; y?: string } = {}): SceneElement {
  const key = JSON.stringify([plane, names]);
  if (last?.key !== key) last = { key, drawn: draw(plane, names) };
  return last.drawn;
}

/** The frame drawn last: from one picture to the next it hardly ever changes. */
let last: { key: string; drawn: SceneElement } | undefined;

function draw(plane: Plane, names: { x?: string; y?: string }): SceneElement {
  const { left, top, width, height } = plane;
  const bottom = top + height;
  const right = left + width;
  return element(
    "g",
    { "font-size": 11, fill: SOFT_INK, stroke: "none" },
    ...ticks(plane.x, width / 60).map((value) => {
      const [x] = toPixels(plane, [value, 0]);
      return element(
        "g",
        {},
        element("line", { x1: x, x2: x, y1: top, y2: bottom, ...GRID }),
        element("text", { x, y: bottom + 14, "text-anchor": "middle" }, short(value, 6)),
      );
    }),
    ...ticks(plane.y, height / 50).map((value) => {
      const [, y] = toPixels(plane, [0, value]);
      return element(
        "g",
        {},
        element("line", { x1: left, x2: right, y1: y, y2: y, ...GRID }),
        element("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, short(value, 6)),
      );
    }),
    names.x !== undefined &&
      element("text", { x: (left + right) / 2, y: bottom + 29, "text-anchor": "middle" }, names.x),
    names.y !== undefined && element("text", { x: left, y: top - 7 }, names.y),
  );
}

const GRID = { stroke: INK, "stroke-opacity": "0.08" };

/** Round numbers within limits, about so many. */
export function ticks([from, to]: readonly [number, number], about: number): number[] {
  const rough = (to - from) / Math.max(about, 2);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((unit) => unit * power).find((size) => size >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}
