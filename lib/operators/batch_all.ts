import { checkOptions } from "../checks/mod.ts";
import { computeTriplets } from "./compute_triplets.ts";
import type { FusedTripletOptions, FusedTripletResult } from "./compute_triplets.ts";

/**
 * The batch-all loss over every valid triplet, its counts and its gradient:
 *
 *     l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     loss = sum l / count(l > 0)         fractionPositive = count(l > 0) / count(valid)
 *
 * as {@linkcode batchAllTripletLoss} of `lib/reference` defines it, in O(B^2 (dim + log K)) time for
 * classes of K, its counts those of that loop in float64 on every engine. At equality a triplet is
 * easy (policy "boundary"); the gradient of a distance 0 is 0 ("duplicated points"); without a
 * positive triplet loss, fraction and gradient are 0 ("nothing valid"). Rows are not normalised,
 * except by `distance: "cosine"`: in float64 by `"plain"`, else in float32, which among directions a
 * spread of s apart moves the gradient by up to 1e-7 / s of it, and decides near ties otherwise.
 *
 * @param embeddings the points, `B x dim` numbers, row after row
 * @param labels one integer a point, B of them
 * @returns the loss in the unit of the distances, the fraction, the counts, the gradient where asked
 *   for, and the engine that computed; an empty batch gives zeros
 * @throws {TypeError | RangeError} when an argument is another kind of thing, lengths disagree, an
 *   entry is not finite or above 1e12, the margin is negative or not finite, `dim` no positive
 *   integer, the engine unknown or not to be had, or rows for `"cosine"` so short (below 1e-38) that
 *   float32 cannot hold the gradient
 *
 * @example
 * ```ts
 * import { batchAll } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * // Two triplets: (0, 1, 2) loses 1 - 2 + 2 = 1, and (1, 0, 2) loses 1 - 1 + 2 = 2.
 * const [embeddings, labels] = [Float32Array.of(0, 1, 2), Int32Array.of(7, 7, 8)];
 * const result = batchAll(embeddings, labels, { dim: 1, margin: 2, gradient: true });
 * assertEquals(result.loss, 1.5);
 * assertEquals(result.counts, { valid: 2, positive: 2, easy: 0, semiHard: 1, hard: 1 });
 * assertEquals(result.gradient, Float32Array.of(-0.5, 1.5, -1));
 * ```
 */
export function batchAll(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedTripletOptions,
): FusedTripletResult {
  const checked = checkOptions(options, "dim margin squared distance gradient engine");
  return computeTriplets(embeddings, labels, checked, (e, x, metric) => e.batchAll(x, metric));
}
