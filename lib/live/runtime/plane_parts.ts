import { FRAME, PAPER } from "../../charts/palette.ts";
import { type Box, type Label, placeLabels } from "./place_labels.ts";
import type { Plane } from "./program.ts";
import { element, type SceneElement } from "./scene.ts";

/** What keeps a text apart from what lies under it. */
export const HALO = {
  stroke: PAPER,
  "stroke-width": 3,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
} as const;

/** A text of the plane: a name (bold), or a word about a place. */
export interface PlaneLabel extends Label {
  /** Its colour. */
  readonly color: string;
  /** Whether it is a name. */
  readonly bold?: boolean;
}

/** A plane's rectangle as attributes. */
export function boxOf({ left, top, width, height }: Plane) {
  return { x: left, y: top, width, height };
}

/** The plane's rim. */
export function rim(plane: Plane): SceneElement {
  return element("rect", { ...boxOf(plane), fill: "none", stroke: FRAME });
}

/** A square around a point of the picture. */
export function squareAt([x, y]: readonly number[], half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

/**
 * Texts of a plane, each where it lies over nothing else.
 *
 * @param labels The texts, the most important first.
 * @param plane What they do not leave.
 * @param taken What must stay free of them.
 * @param lines What must stay free of those that may not lie over lines.
 * @returns Those that have a place.
 */
export function planeLabels(
  labels: readonly PlaneLabel[],
  { left, top, width, height }: Plane,
  taken: readonly Box[],
  lines: readonly Box[] = [],
): SceneElement[] {
  const within = {
    left: left + 2,
    right: left + width - 2,
    top: top + 2,
    bottom: top + height - 2,
  };
  return placeLabels(labels, taken, within, lines).flatMap((placed, i) => {
    if (!placed) return [];
    const { color, bold, size = 12 } = labels[i];
    return [
      element("text", {
        x: placed.x,
        y: placed.y + size * 0.35,
        "text-anchor": "middle",
        "font-size": size,
        "font-weight": bold ? 600 : 400,
        "font-style": bold ? "normal" : "italic",
        fill: color,
        ...HALO,
        "stroke-width": size > 14 ? 5 : 3,
        "pointer-events": "none",
      }, placed.text),
    ];
  });
}
