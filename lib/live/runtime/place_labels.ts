import { PAPER } from "../../charts/palette.ts";
import type { Markup } from "../../workspace/markup.ts";
import type { Plane } from "./plane.ts";
import { attributes, drawing } from "./scene.ts";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Label {
  readonly text: string;
  /** Where its middle may stand, the best place first. */
  readonly places: readonly (readonly [number, number])[];
  readonly color: string;
  /** For a name or a number, not for a word about a place. */
  readonly bold?: boolean;
  /** Stands at the first place where every one is taken; else it is left out then. */
  readonly needed?: boolean;
  /** May lie over lines without heads. */
  readonly overLines?: boolean;
  readonly size?: number;
}

export function squareAt([x, y]: readonly number[], half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

const WAYS = [[0, -1], [1, 0], [-1, 0], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];

/** Where a name beside a point may stand: above, right, left, below, at the corners, then farther. */
export function around([x, y]: readonly number[], text: string, away: number): [number, number][] {
  return [away, away + 14].flatMap((away): [number, number][] => {
    const side = away - 3 + widthOf(text) / 2;
    return WAYS.map(([i, j]) => [x + i * side, y + j * away]);
  });
}

export function widthOf(text: string, size = 12): number {
  return text.length * size * 0.58;
}

/** Texts of a plane, the most important first, each where it lies over nothing; others are left out. */
export function placeLabels(
  labels: readonly Label[],
  taken: readonly Box[],
  { left, top, width, height }: Plane,
  lines: readonly Box[] = [],
): Markup[] {
  const used = [...taken];
  const inside = (box: Box) =>
    box.left >= left + 2 && box.right <= left + width - 2 && box.top >= top + 2 &&
    box.bottom <= top + height - 2;
  return labels.flatMap((label) => {
    const { text, places, size = 12 } = label;
    const [wide, high] = [widthOf(text, size) / 2 + 1, size / 2 + 1];
    const boxes = places.map(([x, y]): Box => (
      { left: x - wide, right: x + wide, top: y - high, bottom: y + high }
    ));
    const near = label.overLines ? used : [...used, ...lines];
    let best = boxes.findIndex((box) => inside(box) && !near.some((one) => overlap(box, one)));
    if (best < 0 && label.needed) best = Math.max(boxes.findIndex(inside), 0);
    if (best < 0) return [];
    used.push(boxes[best]);
    return [textAt(label, places[best])];
  });
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function textAt({ text, color, bold, size = 12 }: Label, [x, y]: readonly number[]): Markup {
  const look = attributes({
    ...{ x, y: y + size * 0.35, "text-anchor": "middle", "font-size": size },
    ...{ "font-weight": bold ? 600 : 400, "font-style": bold ? "normal" : "italic" },
    ...{ fill: color, stroke: PAPER, "stroke-width": size > 14 ? 5 : 3 },
    ...{ "stroke-linejoin": "round", "paint-order": "stroke", "pointer-events": "none" },
  });
  return drawing`<text${look}>${text}</text>`;
}
