import { checkOptions, refuseValue } from "../checks/mod.ts";
import { pairDistances, type PairOptions } from "./pair_distances.ts";
import { type Roc, rocFromDistances, type RocOptions } from "./roc_from_distances.ts";

/**
 * Verification on embeddings: every pair of rows is accepted as being of one class when its distance
 * is at most a threshold. Policies as in `rocFromDistances`.
 *
 * @param embeddings count x dim numbers, row after row.
 * @throws {RangeError} When a shape does not fit, when there are too many pairs for `"all"`, or when
 * there is no pair of one class or none of two.
 *
 * @example Two pairs far apart are told apart without error
 * ```ts
 * import { rocCurve } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const { auc, eer } = await rocCurve(Float32Array.of(0, 1, 8, 9), [7, 7, 8, 8], { dim: 1 });
 * assertEquals([auc, eer], [1, 0]);
 * ```
 */
export async function rocCurve(
  embeddings: Float32Array,
  labels: ArrayLike<number>,
  options: PairOptions & RocOptions,
): Promise<Roc> {
  const { fars, points, ...which } = checkOptions(options, "dim pairs seed distance fars points");
  const { same, different } = await pairDistances(embeddings, labels, which);
  if (same.length === 0 || different.length === 0) {
    const got = `${same.length} and ${different.length}`;
    refuseValue(got, "labels", "pairs of one class and pairs of two");
  }
  return rocFromDistances(same, different, { fars, points });
}
