import { checkMargin, type Labels, type Matrix } from "../checks/mod.ts";
import { checkBatch, eachTriplet } from "./each_triplet.ts";
import { type DistanceOptions, pairwiseDistances } from "./pairwise_distances.ts";
import { tripletCategory } from "./triplet_category.ts";

/** What {@linkcode semiHardTripletLoss} may be told. */
export interface SemiHardOptions extends DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
}

/**
 * The loss over the semi-hard triplets of a batch, those whose negative is farther than the positive
 * and inside the margin (FaceNet, Schroff and others 2015, section 3.2):
 *
 *     loss = mean over { (a, p, n) : d(a, p) < d(a, n) < d(a, p) + margin } of d(a, p) - d(a, n) + margin
 *
 * Each such triplet counts once; the mean lies between 0 and the margin. pytorch-metric-learning's
 * `TripletMarginMiner(type_of_triplets="semihard")` picks the same ones: it also keeps
 * `d(a, n) = d(a, p) + margin`, whose loss of 0 its reducer leaves out. Other references mean by the same
 * word the nearest farther negative of each pair, inside the margin or not.
 *
 * @param labels one integer a point, B of them
 * @param embeddings the points, B rows of D numbers; FaceNet normalises them and takes `squared: true`
 * @param options margin, squared
 * @returns the loss, in the unit of the distances; 0 when no triplet is semi-hard
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer, or the
 *   margin is negative or not finite
 *
 * @example
 * ```ts
 * import { semiHardTripletLoss } from "#lib/reference/mod.ts";
 * import { assertEquals } from "@std/assert";
 * // (0, 1, 2) is semi-hard with 1 - 2 + 2 = 1; (1, 0, 2) is hard, as both are 1 away.
 * assertEquals(semiHardTripletLoss([7, 7, 8], [[0], [1], [2]], { margin: 2 }), 1);
 * ```
 */
export function semiHardTripletLoss(
  labels: Labels,
  embeddings: Matrix,
  { margin, squared = false }: SemiHardOptions,
): number {
  checkBatch(labels, embeddings);
  checkMargin(margin);

  const d = pairwiseDistances(embeddings, { squared });
  let sum = 0;
  let count = 0;
  eachTriplet(labels, (a, p, n) => {
    if (tripletCategory(d[a][p], d[a][n], margin) !== "semi-hard") return;
    sum += Math.max(d[a][p] - d[a][n] + margin, 0);
    count += 1;
  });
  return count === 0 ? 0 : sum / count;
}
