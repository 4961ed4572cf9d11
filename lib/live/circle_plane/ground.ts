import { INK, LOSS_COLOR, PAPER, QUIET, tint } from "../../charts/palette.ts";
import { circleLoss } from "../../reference/circle_loss.ts";
import type { Markup } from "../../workspace/markup.ts";
import { boxIn, pathOf, type Plane, tenths, toPixels } from "../runtime/plane.ts";
import { drawing } from "../runtime/scene.ts";
import type { CirclePlaneState } from "./numbers.ts";

const [LEVELS, DARKEST] = [9, 0.42];

export function groundOf({ m, gamma, margin, bounds }: CirclePlaneState, plane: Plane): Markup[] {
  const largest = circleLoss([Math.max(bounds.bottom, -1)], [1], { m, gamma });
  // From dark to light: each shade is a shape that lies over the one before.
  const shades = Array.from({ length: LEVELS }, (_, i) => {
    const share = (LEVELS - i) / (LEVELS + 1);
    const level = share * largest;
    // softplus(z) = level; below, z cannot be computed, and there is no such place.
    const z = level + Math.log(-Math.expm1(-level));
    const fill = tint(LOSS_COLOR, DARKEST * (share - 1 / (LEVELS + 1)));
    return drawing`<path d="${
      levelLine(plane, Math.sqrt(z / gamma + 2 * m ** 2), m)
    }" fill="${fill}"/>`;
  });
  const [right, one] = toPixels(plane, [1, 1]);
  const veil = { fill: PAPER, "fill-opacity": 0.6 };
  const line = [[bounds.left, bounds.left + margin], [1, 1 + margin]];
  const straight = pathOf(line.map((at) => toPixels(plane, at)));
  const ends = `M${plane.left} ${tenths(one)}H${tenths(right)}V${plane.top + plane.height}`;
  const boundary = levelLine(plane, m * Math.SQRT2, m);
  return [
    boxIn(plane, { fill: tint(LOSS_COLOR, DARKEST * LEVELS / (LEVELS + 1)) }),
    ...shades,
    drawing`<path d="${straight}" stroke="${INK}" stroke-width="1.8" stroke-dasharray="7 5"/>`,
    drawing`<path d="${boundary}" fill="none" stroke="${LOSS_COLOR}" stroke-width="2.6"/>`,
    boxIn(plane, { height: one - plane.top, ...veil }),
    boxIn(plane, { x: right, y: one, ...veil }),
    drawing`<path d="${ends}" fill="none" stroke="${QUIET}" stroke-dasharray="2 3"/>`,
  ];
}

/** A level of CircleLoss of one pair: a circle around (0, 1), and straight left of `s_n = -m`, where that weighs 0. */
export function levelLine(plane: Plane, radius: number, m: number): string {
  if (!(radius > 0)) return "M0 0";
  const pixels = radius * plane.width / (plane.x[1] - plane.x[0]);
  const at = (sn: number, sp: number) => toPixels(plane, [sn, sp]).map(tenths).join(" ");
  if (radius <= m) {
    const [left, right] = [at(-radius, 1), at(radius, 1)];
    const arc = `A${pixels} ${pixels} 0 0 1 `;
    return `M${left}${arc}${right}${arc}${left}`;
  }
  const high = Math.sqrt(radius ** 2 - m ** 2);
  const [above, below] = [at(-m, 1 + high), at(-m, 1 - high)];
  const end = Math.min(plane.x[0], -m);
  return `M${at(end, 1 + high)}L${above}A${pixels} ${pixels} 0 1 1 ${below}L${at(end, 1 - high)}`;
}
