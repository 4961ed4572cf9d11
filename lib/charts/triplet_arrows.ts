import { checkLike, checkOptions, refuseValue } from "../checks/mod.ts";
import { lpDistance } from "../reference/lp_distance.ts";
import { tripletMarginLoss } from "../reference/triplet_margin_loss.ts";
import type { GradientArrow } from "./gradient_arrows.ts";

/**
 * Who pulls and who pushes in one triplet under the Euclidean triplet margin loss without `eps`:
 * arrows of length 1, none where the loss is 0; those at one point add up to minus the gradient there.
 * With `swap` the nearer of anchor and positive pushes the negative; at equal distances, half each.
 *
 * @param triplet Anchor, positive, negative; in the figure they are the points 0, 1 and 2.
 * @throws {RangeError} When the points differ in length or the margin is negative.
 *
 * @example
 * ```ts
 * import { tripletArrows } from "@triplet-lab/triplet-lab/charts";
 * import { assertEquals } from "@std/assert";
 * const [pull] = tripletArrows([[0, 0], [3, 4], [6, 0]], { margin: 2 });
 * assertEquals(pull, { at: 0, step: [0.6, 0.8], by: "positive" });
 * ```
 */
export function tripletArrows(
  triplet: readonly (readonly number[])[],
  options: { margin: number; swap?: boolean },
): GradientArrow[] {
  const { margin, swap = false } = checkOptions(options, "margin swap");
  checkLike(triplet, "triplet", [[0]]);
  if (triplet.length < 3) refuseValue(triplet.length, "triplet", "3 points");
  const [a, p, n] = triplet;
  const [anchor, positive, negative] = [a, p, n].map((point) => [[...point]]);
  if (tripletMarginLoss(anchor, positive, negative, { margin, swap, eps: 0 }) === 0) return [];
  const [dAn, dPn] = [a, p].map((point) => lpDistance(point, n, { eps: 0 }));
  const share = !swap || dAn < dPn ? 1 : dAn === dPn ? 0.5 : 0;
  return [
    arrow(0, "positive", a, p, 1),
    arrow(1, "positive", p, a, 1),
    arrow(0, "negative", n, a, share),
    arrow(1, "negative", n, p, 1 - share),
    arrow(2, "negative", a, n, share),
    arrow(2, "negative", p, n, 1 - share),
  ].filter(({ step }) => step.some((value) => value !== 0));
}

/** The direction from one point to another, times a share; none between points in one place. */
function arrow(
  at: number,
  by: "positive" | "negative",
  from: readonly number[],
  to: readonly number[],
  share: number,
): GradientArrow {
  const away = lpDistance(from, to, { eps: 0 }) || 1;
  return { at, by, step: from.map((value, i) => share * (to[i] - value) / away) };
}
