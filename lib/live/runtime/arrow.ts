import { PAPER } from "../../charts/palette.ts";
import { tenths } from "./plane.ts";
import { element, type SceneElement } from "./scene.ts";

/** An arrow's head is so long, in pixels, where the arrow is long enough. */
const HEAD = 8;

/** Where an arrow goes, in pixels. */
export interface ArrowLine {
  /** Its beginning. */
  readonly from: readonly number[];
  /** Its tip. */
  readonly to: readonly number[];
  /** How far it bends to its left, as a share of its length; 0 by default. */
  readonly bend?: number;
}

/** How arrows look. */
export interface ArrowStyle {
  /** The line's width in pixels; 2.5 by default. */
  readonly width?: number;
  /** Its dashes, as SVG has them; none by default. */
  readonly dashes?: string;
}

/**
 * Arrows of one colour, with a halo of paper so that they are seen over anything: three paths, however
 * many they are, so that a frame costs little.
 *
 * @param lines Where they go.
 * @param color Their colour.
 * @param style Width and dashes.
 * @returns One element.
 */
export function arrows(
  lines: readonly ArrowLine[],
  color: string,
  { width = 2.5, dashes }: ArrowStyle = {},
): SceneElement {
  const shafts: string[] = [];
  const tips: string[] = [];
  for (const { from: [x1, y1], to: [x2, y2], bend = 0 } of lines) {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    // The middle of a quadratic curve; without a bend it lies on the line.
    const cx = (x1 + x2) / 2 + bend * (y2 - y1);
    const cy = (y1 + y2) / 2 - bend * (x2 - x1);
    const along = Math.hypot(x2 - cx, y2 - cy) || 1;
    const [ux, uy] = [(x2 - cx) / along, (y2 - cy) / along];
    const head = Math.min(HEAD, length * 0.7);
    const [bx, by] = [x2 - head * ux, y2 - head * uy];
    const wing = 0.5 * head;
    const middle = bend === 0 ? "L" : `Q${tenths(cx)} ${tenths(cy)} `;
    shafts.push(`M${tenths(x1)} ${tenths(y1)}${middle}${tenths(bx)} ${tenths(by)}`);
    tips.push(
      `M${tenths(x2)} ${tenths(y2)}L${tenths(bx - wing * uy)} ${tenths(by + wing * ux)}` +
        `L${tenths(bx + wing * uy)} ${tenths(by - wing * ux)}Z`,
    );
  }
  if (lines.length === 0) return element("g");
  return element(
    "g",
    {},
    element("path", {
      d: shafts.join("") + tips.join(""),
      fill: "none",
      stroke: PAPER,
      "stroke-width": width + 2.5,
      "stroke-opacity": "0.8",
    }),
    element("path", {
      d: shafts.join(""),
      fill: "none",
      stroke: color,
      "stroke-width": width,
      "stroke-dasharray": dashes,
    }),
    element("path", { d: tips.join(""), fill: color }),
  );
}

/** One arrow. */
export function arrow(
  from: readonly number[],
  to: readonly number[],
  color: string,
  { bend = 0, ...style }: ArrowStyle & { readonly bend?: number } = {},
): SceneElement {
  return arrows([{ from, to, bend }], color, style);
}
