import { checkMargin, checkNumber } from "../checks/mod.ts";

/** How much a triplet has left to teach. */
export type TripletCategory = "easy" | "semi-hard" | "hard";

/**
 * The category of a valid triplet by its two distances (article 1):
 *
 * - `"hard"`: `dAn <= dAp`, the negative is no farther than the positive
 * - `"semi-hard"`: `dAp < dAn < dAp + margin`, farther, but by less than the margin
 * - `"easy"`: the rest, the loss is 0
 *
 * The three partition the valid triplets. At equality `dAn = dAp + margin` the loss is 0, so the
 * triplet is easy; at equality `dAn = dAp` it is hard (policy "boundary"). References differ here
 * in silence: pytorch-metric-learning's miner takes `dAn <= dAp + margin` as semi-hard.
 *
 * @param dAp the distance from anchor to positive
 * @param dAn the distance from anchor to negative
 * @param margin in the unit of the distances
 * @throws {TypeError} when an argument is no number
 * @throws {RangeError} when one is negative or not finite
 *
 * @example
 * ```ts
 * import { tripletCategory } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(tripletCategory(1, 0.5, 0.25), "hard");
 * assertEquals(tripletCategory(1, 1.125, 0.25), "semi-hard");
 * assertEquals(tripletCategory(1, 1.25, 0.25), "easy");
 * ```
 */
export function tripletCategory(dAp: number, dAn: number, margin: number): TripletCategory {
  checkNumber(dAp, "dAp", { min: 0 });
  checkNumber(dAn, "dAn", { min: 0 });
  checkMargin(margin);
  if (dAn <= dAp) return "hard";
  return dAn < dAp + margin ? "semi-hard" : "easy";
}
