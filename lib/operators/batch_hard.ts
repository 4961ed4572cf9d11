import { checkChoice, checkOptions } from "../checks/mod.ts";
import { BATCH_HARD_RULES, needNegatives } from "../reference/batch_hard_triplet_loss.ts";
import type { BatchHardOptions } from "../reference/batch_hard_triplet_loss.ts";
import { computeTriplets } from "./compute_triplets.ts";
import type { FusedTripletOptions, FusedTripletResult } from "./compute_triplets.ts";

/** What {@linkcode batchHard} may be told. */
export interface FusedBatchHardOptions
  extends FusedTripletOptions, Pick<BatchHardOptions, "rule"> {}

/**
 * The batch-hard loss and its gradient, each anchor with its farthest positive and its nearest
 * negative:
 *
 *     loss = mean_a max(max_p d(a, p) - min_n d(a, n) + margin, 0)
 *
 * The rules `"tensorflow"` (article 2), `"pytorch"` (article 4) and `"valid"` are those of {@linkcode
 * batchHardTripletLoss} in `lib/reference`. Which positive is the farthest and which negative the
 * nearest is decided in float64 on every engine (cosine distances: as {@linkcode batchAll} says).
 * Distances that tie share the gradient equally (policy "ties"), as both articles' frameworks do; a
 * distance of 0 has the gradient 0.
 *
 * @param embeddings the points, `B x dim` numbers, row after row
 * @returns as {@linkcode batchAll}; the fraction is that of the anchors that have a loss
 * @throws {TypeError | RangeError} as {@linkcode batchAll}, when the rule is unknown, or when an
 *   anchor has no negative (or the batch no anchor) under `"pytorch"`
 *
 * @example
 * ```ts
 * import { batchHard } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * // Anchors 0 and 1 lose 1 - 2 + 2 = 1 and 1 - 1 + 2 = 2; anchor 2 has no positive.
 * const [embeddings, labels] = [Float32Array.of(0, 1, 2), Int32Array.of(7, 7, 8)];
 * const { loss, counts } = batchHard(embeddings, labels, { dim: 1, margin: 2 });
 * assertEquals(loss, 3 / 2);
 * assertEquals(counts, { valid: 2, positive: 2, easy: 0, semiHard: 1, hard: 1 });
 * ```
 */
export function batchHard(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedBatchHardOptions,
): FusedTripletResult {
  const checked = checkOptions(options, "dim margin squared distance rule gradient engine");
  const { rule = "valid" } = checked;
  checkChoice(rule, BATCH_HARD_RULES, "rule");
  return computeTriplets(embeddings, labels, checked, (engine, input, metric) => {
    if (rule === "pytorch") needNegatives(input.labels);
    return engine.batchHard(input, { ...metric, rule });
  });
}
