import { checkFlag, checkMargin, checkMatrix, checkMetric, checkOptions } from "../checks/mod.ts";
import { type Distance, type Matrix, refuseValue } from "../checks/mod.ts";
import { lpDistance, type LpDistanceOptions } from "./lp_distance.ts";
import { pairwiseDistances } from "./pairwise_distances.ts";
import { reduceLosses, type Reduction } from "./reduce_losses.ts";
import { softplus } from "./softplus.ts";

/** What {@linkcode tripletMarginLoss} may be told. */
export interface TripletMarginLossOptions<R extends Reduction = Reduction>
  extends LpDistanceOptions {
  /** How much farther the negative has to be, in the unit of the distances. Default 1. */
  readonly margin?: number;
  /**
   * `"cosine"` for `1 - cos(x, y)`, as in the mined losses, without `p` and `eps`: torch's
   * `TripletMarginWithDistanceLoss`. Default `"euclidean"`, the distance of article 1.
   */
  readonly distance?: Distance;
  /** True to measure the negative from the nearer of anchor and positive. Default false. */
  readonly swap?: boolean;
  /** True for the smooth hinge `softplus(x)` in the place of `max(x, 0)`. Default false. */
  readonly soft?: boolean;
  /** How the losses of the triplets become one number. Default `"mean"`. */
  readonly reduction?: R;
}

export function tripletMarginOptions<R extends Reduction>(options: TripletMarginLossOptions<R>) {
  const { margin = 1, p, eps, distance, swap = false, soft = false, reduction = "mean" } =
    checkOptions(options, "margin p eps distance swap soft reduction");
  checkMargin(margin);
  checkMetric({ distance });
  checkFlag(swap, "swap");
  checkFlag(soft, "soft");
  for (const [name, value] of Object.entries({ p, eps })) {
    if (distance !== "cosine" || value === undefined) continue;
    refuseValue(String(value), name, `none beside distance: "cosine"`);
  }
  // Every smooth loss is above 0, also where it is rounded to 0.
  const how = soft && reduction === "mean-non-zero" ? "mean" : reduction;
  return { margin, p, eps, distance, swap, soft, reduction: how as R };
}

/**
 * The triplet margin loss of article 1, over triplets that are given:
 *
 *     L(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *     d(x, y) = (sum_i |x_i - y_i + eps|^p)^(1/p)
 *
 * With `swap` the negative is measured from where it is nearest, `d(a, n) := min(d(a, n), d(p, n))`
 * (Balntas and others, BMVC 2016), which can only raise the loss. With `soft` the hinge is
 * `softplus(d(a, p) - d(a, n) + margin)`: pytorch-metric-learning's smooth loss, and with `margin: 0`
 * the soft margin of Hermans and others (2017). All else is `torch.nn.TripletMarginLoss`'s.
 *
 * @param anchor the anchors, B rows of D numbers
 * @param positive their positives, row by row
 * @param negative their negatives, row by row
 * @returns one number in the unit of the distances, or B of them for `reduction: "none"`
 * @throws {TypeError | RangeError} when an argument is another kind of thing, the shapes differ, an
 *   entry is not finite, the margin is negative or not finite, `p` is below 1, a word is unknown, or
 *   `p` or `eps` stands beside `"cosine"`
 *
 * @example
 * ```ts
 * import { tripletMarginLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertAlmostEquals } from "@std/assert";
 * // d(a, p) = 1 and d(a, n) = 3, so 1 - 3 + 2.5 = 0.5 is left to do.
 * const loss = tripletMarginLoss([[0, 0]], [[1, 0]], [[0, 3]], { margin: 2.5 });
 * assertAlmostEquals(loss, 0.5, 1e-5);
 * ```
 */
export function tripletMarginLoss<R extends Reduction = "mean">(
  anchor: Matrix,
  positive: Matrix,
  negative: Matrix,
  options: TripletMarginLossOptions<R> = {},
): R extends "none" ? number[] : number {
  checkTriplets(anchor, positive, negative);
  const { margin, p, eps, distance, swap, soft, reduction } = tripletMarginOptions(options);
  const between = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    distance === "cosine"
      ? pairwiseDistances([x, y], { distance })[0][1]
      : lpDistance(x, y, { p, eps });
  const losses = anchor.map((a, i) => {
    const dAp = between(a, positive[i]);
    let dAn = between(a, negative[i]);
    if (swap) dAn = Math.min(dAn, between(positive[i], negative[i]));
    return soft ? softplus(dAp - dAn + margin) : Math.max(dAp - dAn + margin, 0);
  });
  return reduceLosses(losses, reduction);
}

/** Refuses three matrices that are not of one shape. */
export function checkTriplets(anchor: Matrix, positive: Matrix, negative: Matrix): void {
  const { rows, columns } = checkMatrix(anchor, "anchor");
  for (const [name, matrix] of Object.entries({ positive, negative })) {
    const shape = checkMatrix(matrix, name);
    if (shape.rows !== rows || shape.columns !== columns) {
      const wanted = `${rows} rows of ${columns} numbers, as in anchor`;
      refuseValue(`${shape.rows} rows of ${shape.columns}`, name, wanted);
    }
  }
}
