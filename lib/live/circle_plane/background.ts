import { INK, LOSS_COLOR, PAPER, QUIET, tint } from "../../charts/palette.ts";
import { circleLoss } from "../../reference/circle_loss.ts";
import { axes } from "../runtime/axes.ts";
import { toPixels } from "../runtime/plane.ts";
import { boxOf, rim } from "../runtime/plane_parts.ts";
import type { Frame, Plane } from "../runtime/program.ts";
import { element, type SceneElement } from "../runtime/scene.ts";
import { levelLine } from "./level_line.ts";
import type { CirclePlaneState } from "./state.ts";

/** How many shades there are, and how dark the darkest is. */
const [LEVELS, DARKEST] = [9, 0.42];

/**
 * What lies under the points: the loss of a single pair as shades, the boundary, the triplet loss's
 * line, axes, and a veil where no cosine lies.
 */
export function background(
  { m, gamma, margin, bounds }: CirclePlaneState,
  plane: Plane,
  { id }: Frame,
): SceneElement[] {
  const { left, top, width, height } = plane;
  const box = boxOf(plane);
  const largest = circleLoss([Math.max(bounds.bottom, -1)], [1], { m, gamma });
  // From dark to light: each shade is a shape that lies over the one before.
  const shades = Array.from({ length: LEVELS }, (_, i) => {
    const share = (LEVELS - i) / (LEVELS + 1);
    const level = share * largest;
    // softplus(z) = level; below, z cannot be computed, and there is no such place.
    const z = level + Math.log(-Math.expm1(-level));
    return element("path", {
      d: levelLine(plane, Math.sqrt(z / gamma + 2 * m ** 2), m),
      fill: tint(LOSS_COLOR, DARKEST * (share - 1 / (LEVELS + 1))),
    });
  });
  const [right, one] = toPixels(plane, [1, 1]);
  const veil = { fill: PAPER, "fill-opacity": "0.6" };
  const dots = { stroke: QUIET, "stroke-dasharray": "2 3" };
  const ends = [[bounds.left, bounds.left + margin], [1, 1 + margin]]
    .map((at) => toPixels(plane, at));
  return [
    element("clipPath", { id: `${id}plane` }, element("rect", box)),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      element("rect", { ...box, fill: tint(LOSS_COLOR, DARKEST * LEVELS / (LEVELS + 1)) }),
      ...shades,
    ),
    axes(plane, { x: "sn: similarity between classes", y: "sp: similarity within a class" }),
    element(
      "g",
      { "clip-path": `url(#${id}plane)` },
      element("line", {
        x1: ends[0][0],
        y1: ends[0][1],
        x2: ends[1][0],
        y2: ends[1][1],
        stroke: INK,
        "stroke-width": 1.8,
        "stroke-dasharray": "7 5",
      }),
      element("path", {
        d: levelLine(plane, m * Math.SQRT2, m),
        fill: "none",
        stroke: LOSS_COLOR,
        "stroke-width": 2.6,
      }),
      element("rect", { ...box, height: one - top, ...veil }),
      element("rect", { x: right, y: one, width: left + width - right, height, ...veil }),
      element("path", { d: `M${left} ${one}H${right}V${top + height}`, fill: "none", ...dots }),
    ),
    rim(plane),
  ];
}
