import { roundAbove, short } from "../../charts/numbers.ts";
import { INK, SOFT_INK } from "../../charts/palette.ts";
import type { Markup } from "../../workspace/markup.ts";
import { type Plane, toPixels } from "./plane.ts";
import { drawing } from "./scene.ts";

/** A plane's light grid, numbers, and names if given; upwards without a name has no numbers either. */
export function axes(plane: Plane, names?: { x: string; y: string }): Markup {
  const { left, top, width, height } = plane;
  const [right, bottom] = [left + width, top + height];
  const text = (words: string, x: number, y: number, anchor: string) =>
    drawing`<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
  const line = (x: readonly number[], y: readonly number[]) =>
    drawing`<line x1="${x[0]}" y1="${y[0]}" x2="${x[1]}" y2="${y[1]}" stroke="${INK}"${FAINT}/>`;
  const across = ticks(plane.x, width / 60).map((value) => {
    const [x] = toPixels(plane, [value, 0]);
    return [line([x, x], [top, bottom]), text(short(value, 6), x, bottom + 14, "middle")];
  });
  const upwards = names?.y === "" ? [] : ticks(plane.y, height / 50).map((value) => {
    const [, y] = toPixels(plane, [0, value]);
    return [line([left, right], [y, y]), text(short(value, 6), left - 6, y + 4, "end")];
  });
  const said = names &&
    [
      text(names.x, (left + right) / 2, bottom + 29, "middle"),
      text(names.y, left, top - 7, "start"),
    ];
  return drawing`<g font-size="11" fill="${SOFT_INK}" stroke="none">${across}${upwards}${said}</g>`;
}

const FAINT = drawing` stroke-opacity="0.08"`;

function ticks([from, to]: readonly [number, number], about: number): number[] {
  const step = roundAbove((to - from) / Math.max(about, 2));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}
