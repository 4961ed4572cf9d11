import { PAPER } from "../../charts/palette.ts";
import type { Markup } from "../../workspace/markup.ts";
import { type Box, squareAt } from "./place_labels.ts";
import { tenths } from "./plane.ts";
import { attributes, drawing, type Style } from "./scene.ts";

/** How long an arrow's head is where the arrow is, and how far from the middle of a dot it begins or ends. */
const [HEAD, RIM] = [8, 9];

/** From where to where an arrow goes, in pixels; it bends to its left by a share of its length. */
export interface ArrowLine {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly bend?: number;
}

export interface Arrows {
  readonly lines: readonly ArrowLine[];
  readonly color: string;
  readonly width?: number;
  readonly dashes?: string | undefined;
  /** True for lines without heads, which some texts may lie over. */
  readonly plain?: boolean;
}

export function between(from: readonly number[], to: readonly number[], bend = 0): ArrowLine {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const rim = Math.min(RIM, length / 3) / length;
  return { from: way(from, to, rim), to: way(from, to, 1 - rim), bend };
}

/** An arrow from the rim of a dot outwards: so many pixels along a step, which grows upwards. */
export function outwards([x, y]: readonly number[], step: readonly number[], pixels: number) {
  const size = Math.hypot(step[0], step[1]) || 1;
  const at = (away: number) => [x + away * step[0] / size, y - away * step[1] / size];
  return { from: at(RIM), to: at(RIM + pixels) };
}

export function way(from: readonly number[], to: readonly number[], t: number): [number, number] {
  return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
}

function pulled({ from: [x1, y1], to: [x2, y2], bend = 0 }: ArrowLine): [number, number] {
  return [(x1 + x2) / 2 + bend * (y2 - y1), (y1 + y2) / 2 - bend * (x2 - x1)];
}

export function along({ lines }: Arrows): Box[] {
  return lines.flatMap((line) => {
    const middle = pulled(line);
    return Array.from({ length: 8 }, (_, k) => {
      const t = k / 7;
      return squareAt(way(way(line.from, middle, t), way(middle, line.to, t), t), 4);
    });
  });
}

/** Arrows on a halo of paper: three paths, however many they are, so that a frame costs little. */
export function arrows({ lines, color, width = 2.5, dashes, plain }: Arrows): Markup {
  let [shafts, tips] = ["", ""];
  for (const line of lines) {
    const { from: [x1, y1], to: [x2, y2] } = line;
    const [cx, cy] = pulled(line);
    const left = Math.hypot(x2 - cx, y2 - cy) || 1;
    const head = plain ? 0 : Math.min(HEAD, Math.hypot(x2 - x1, y2 - y1) * 0.7);
    const [ux, uy] = [head * (x2 - cx) / left, head * (y2 - cy) / left];
    const [bx, by] = [x2 - ux, y2 - uy];
    shafts += `M${pair(x1, y1)}Q${pair(cx, cy)} ${pair(bx, by)}`;
    if (plain) continue;
    tips += `M${pair(x2, y2)}L${pair(bx - uy / 2, by + ux / 2)}L${pair(bx + uy / 2, by - ux / 2)}Z`;
  }
  if (lines.length === 0) return drawing`<g></g>`;
  const line = (d: string, width: number, stroke: string, more: Style) => {
    return drawing`<path fill="none"${attributes({ "stroke-width": width, d, stroke, ...more })}/>`;
  };
  const halo = !plain && line(shafts + tips, width + 2.5, PAPER, { "stroke-opacity": 0.8 });
  const shaft = line(shafts, width, color, { "stroke-dasharray": dashes });
  return drawing`<g>${halo}${shaft}${!plain && drawing`<path d="${tips}" fill="${color}"/>`}</g>`;
}

const pair = (x: number, y: number): string => `${tenths(x)} ${tenths(y)}`;
