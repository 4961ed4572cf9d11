import { checkMargin, checkOptions, type Matrix } from "../checks/mod.ts";
import { reduceLosses } from "./reduce_losses.ts";
import { checkTriplets } from "./triplet_margin_loss.ts";

/**
 * The offline loss of article 2, over the outputs of three copies of a network:
 *
 *     L = mean_i max(||a_i - p_i||^2 - ||a_i - n_i||^2 + margin, 0)
 *
 * The distances are squared and have no `eps`: it is not {@linkcode tripletMarginLoss}. Naive for its
 * cost: three passes of the network make one triplet, where B passes of online mining make up to B^3.
 *
 * @param anchor the anchors' embeddings, B rows of D numbers
 * @param positive the positives' embeddings, row by row
 * @param negative the negatives' embeddings, row by row
 * @param options the margin, in the unit of the squared distances
 * @returns the mean over the B triplets; 0 when there is none
 * @throws {TypeError | RangeError} as {@linkcode tripletMarginLoss}
 *
 * @example
 * ```ts
 * import { naiveTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(naiveTripletLoss([[0, 0]], [[1, 0]], [[0, 2]], { margin: 4 }), 1 - 4 + 4);
 * ```
 */
export function naiveTripletLoss(
  anchor: Matrix,
  positive: Matrix,
  negative: Matrix,
  options: { readonly margin: number },
): number {
  const { margin } = checkOptions(options, "margin");
  checkTriplets(anchor, positive, negative);
  checkMargin(margin);
  const square = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    Array.from(x).reduce((sum, xk, k) => sum + (xk - y[k]) ** 2, 0);
  const apart = anchor.map((a, i) => square(a, positive[i]) - square(a, negative[i]));
  return reduceLosses(apart.map((difference) => Math.max(difference + margin, 0)));
}
