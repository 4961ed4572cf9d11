import { checkChoice, checkNumber, checkOptions } from "../checks/mod.ts";
import { SEMI_HARD_RULES, type SemiHardOptions } from "../reference/semi_hard_triplet_loss.ts";
import { computeTriplets } from "./compute_triplets.ts";
import type { FusedTripletOptions, FusedTripletResult } from "./compute_triplets.ts";

/** What {@linkcode semiHard} may be told. */
export interface FusedSemiHardOptions
  extends FusedTripletOptions, Pick<SemiHardOptions, "rule" | "seed"> {}

/**
 * The semi-hard loss, its counts and its gradient:
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * The rules are those of {@linkcode semiHardTripletLoss} in `lib/reference`: `"all"` (the mean over
 * every semi-hard triplet), `"nearest"` (for each pair the nearest negative that is farther than the
 * positive, else the farthest: TensorFlow Addons) and `"random"` (FaceNet: one semi-hard negative for
 * each pair that has one, drawn by a hash of `seed`, a and p). Which triplets are taken is decided as
 * in float64 on every engine, ties included (cosine distances: as {@linkcode batchAll} says), and is a
 * constant to the gradient; under `"nearest"` negatives that tie share it equally (policy "ties"). A
 * distance of 0 has the gradient 0.
 *
 * @param embeddings the points, `B x dim` numbers, row after row
 * @returns as {@linkcode batchAll}, of the triplets that the rule takes
 * @throws {TypeError | RangeError} as {@linkcode batchAll}, when the rule is unknown, or the seed no
 *   integer from 0 to 2^32 - 1
 *
 * @example
 * ```ts
 * import { semiHard } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * // (0, 1, 2) is semi-hard with 1 - 2 + 2 = 1; (1, 0, 2) is hard, as both are 1 away.
 * const embeddings = Float32Array.of(0, 1, 2);
 * const labels = Int32Array.of(7, 7, 8);
 * const { loss, counts, gradient } = semiHard(embeddings, labels, { dim: 1, margin: 2, gradient: true });
 * assertEquals(loss, 1);
 * assertEquals(counts, { valid: 1, positive: 1, easy: 0, semiHard: 1, hard: 0 });
 * assertEquals(gradient, Float32Array.of(0, 1, -1));
 * // By pairs, (1, 0) has to take the hard one, with 1 - 1 + 2 = 2.
 * assertEquals(semiHard(embeddings, labels, { dim: 1, margin: 2, rule: "nearest" }).loss, 1.5);
 * ```
 */
export function semiHard(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedSemiHardOptions,
): FusedTripletResult {
  const checked = checkOptions(options, "dim margin squared distance rule seed gradient engine");
  const { rule = "all", seed = 0 } = checked;
  checkChoice(rule, SEMI_HARD_RULES, "rule");
  checkNumber(seed, "seed", { min: 0, max: 0xffffffff, integer: true });
  return computeTriplets(embeddings, labels, checked, (engine, input, metric) => {
    return engine.semiHard(input, { ...metric, rule, seed });
  });
}
