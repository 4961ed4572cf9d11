import { tenths, toPixels } from "../runtime/plane.ts";
import type { Plane } from "../runtime/program.ts";

/**
 * Where CircleLoss of a single pair has one value, as an SVG path. With weights that are not cut off,
 * the exponent is `gamma (s_n^2 + (1 - s_p)^2 - 2 m^2)`: a circle around (0, 1). Left of `s_n = -m` the
 * weight of `s_n` is 0, and the line goes on straight, `(1 - s_p)^2 = radius^2 - m^2`.
 *
 * @param plane Where it is drawn; both axes have one scale.
 * @param radius The circle's radius, `sqrt(z / gamma + 2 m^2)`; of the boundary `m sqrt(2)`.
 * @param m CircleLoss's relaxation.
 * @returns The path, open at the left side of the plane; where it encloses nothing, an empty one.
 */
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
