import { element, type SceneElement } from "./scene.ts";

/** An arrow's head is so long, in pixels, where the arrow is long enough. */
const HEAD = 8;

/**
 * An arrow between two places of the picture, with a halo of paper so that it is seen over anything.
 *
 * @param from Its beginning, in pixels.
 * @param to Its tip.
 * @param color Its colour.
 * @param options Width in pixels (2.5), dashes, and how far it bends to its left, as a share of its
 * length (0).
 * @returns One element.
 */
export function arrow(
  [x1, y1]: readonly number[],
  [x2, y2]: readonly number[],
  color: string,
  { width = 2.5, dashes, bend = 0 }: { width?: number; dashes?: string; bend?: number } = {},
): SceneElement {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  // The middle of a quadratic curve; without a bend it lies on the line.
  const cx = (x1 + x2) / 2 + bend * (y2 - y1);
  const cy = (y1 + y2) / 2 - bend * (x2 - x1);
  const along = Math.hypot(x2 - cx, y2 - cy) || 1;
  const [ux, uy] = [(x2 - cx) / along, (y2 - cy) / along];
  const head = Math.min(HEAD, length * 0.7);
  const [bx, by] = [x2 - head * ux, y2 - head * uy];
  const wing = 0.5 * head;
  const line = bend === 0
    ? `M${round(x1)} ${round(y1)}L${round(bx)} ${round(by)}`
    : `M${round(x1)} ${round(y1)}Q${round(cx)} ${round(cy)} ${round(bx)} ${round(by)}`;
  const tip = `M${round(x2)} ${round(y2)}L${round(bx - wing * uy)} ${round(by + wing * ux)}` +
    `L${round(bx + wing * uy)} ${round(by - wing * ux)}Z`;
  return element(
    "g",
    {},
    element("path", {
      d: line + tip,
      fill: "none",
      stroke: "#ffffff",
      "stroke-width": width + 2.5,
      "stroke-opacity": "0.8",
    }),
    element("path", {
      d: line,
      fill: "none",
      stroke: color,
      "stroke-width": width,
      "stroke-dasharray": dashes,
    }),
    element("path", { d: tip, fill: color }),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}
