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
 * The three partition the valid triplets (policy "boundary"). References differ here in silence:
 * pytorch-metric-learning's miner takes `dAn <= dAp + margin` as semi-hard.
 *
 * @param dAp the distance from anchor to positive
 * @param dAn the distance from anchor to negative
 * @param margin in the unit of the distances
 * @throws {TypeError | RangeError} when an argument is no number, negative, or not finite
 *
 * @example
 * ```ts
 * import { tripletCategory } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * const found = [0.5, 1.125, 1.25].map((dAn) => tripletCategory(1, dAn, 0.25));
 * assertEquals(found, ["hard", "semi-hard", "easy"]);
 * ```
 */
export function tripletCategory(dAp: number, dAn: number, margin: number): TripletCategory {
  checkNumber(dAp, "dAp", { min: 0 });
  checkNumber(dAn, "dAn", { min: 0 });
  checkMargin(margin);
  if (dAn <= dAp) return "hard";
  return dAn < dAp + margin ? "semi-hard" : "easy";
}
