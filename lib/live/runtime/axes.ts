import { roundAbove, short } from "../../charts/numbers.ts";
import { INK, SOFT_INK } from "../../charts/palette.ts";
import { type Plane, toPixels } from "./plane.ts";
import { element, type SceneElement } from "./scene.ts";

/** A plane's light grid, numbers, and names if given; upwards without a name has no numbers either. */
export function axes(plane: Plane, names?: { x: string; y: string }): SceneElement {
  const { left, top, width, height } = plane;
  const [right, bottom] = [left + width, top + height];
  const text = (words: string, x: number, y: number, anchor: string) =>
    element("text", { x, y, "text-anchor": anchor }, words);
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    element("line", { x1, y1, x2, y2, stroke: INK, "stroke-opacity": "0.08" });
  return element(
    "g",
    { "font-size": 11, fill: SOFT_INK, stroke: "none" },
    ...ticks(plane.x, width / 60).flatMap((value) => {
      const [x] = toPixels(plane, [value, 0]);
      return [line(x, top, x, bottom), text(short(value, 6), x, bottom + 14, "middle")];
    }),
    ...(names?.y === "" ? [] : ticks(plane.y, height / 50)).flatMap((value) => {
      const [, y] = toPixels(plane, [0, value]);
      return [line(left, y, right, y), text(short(value, 6), left - 6, y + 4, "end")];
    }),
    names && text(names.x, (left + right) / 2, bottom + 29, "middle"),
    names && text(names.y, left, top - 7, "start"),
  );
}

/** Round numbers within limits, about so many. */
function ticks([from, to]: readonly [number, number], about: number): number[] {
  const step = roundAbove((to - from) / Math.max(about, 2));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}
