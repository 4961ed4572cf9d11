import { checkMargin, checkOptions, checkSquarable, refuseValue } from "../checks/mod.ts";
import { reduceLosses, type Reduction } from "./reduce_losses.ts";

/** What {@linkcode marginRankingLoss} may be told. */
export interface MarginRankingOptions<R extends Reduction = Reduction> {
  /** By how much the first has to exceed the second, in their unit. Default 0. */
  readonly margin?: number;
  /** How the losses become one number. Default `"mean"`. */
  readonly reduction?: R;
}

/**
 * The loss that article 4 ends in: two lists of numbers are to be in order, with a margin between.
 *
 *     l_i = max(-y_i (x1_i - x2_i) + margin, 0)
 *
 * With the distances to the nearest negatives first, those to the farthest positives second and
 * `y = 1` it is the batch-hard loss. Definition and defaults are `torch.nn.MarginRankingLoss`'s.
 *
 * @param x1 one list of numbers
 * @param x2 another, as long
 * @param target 1 where `x1` shall be the larger, -1 where `x2` shall; one for all, or one a pair
 * @returns one number, or a list for `reduction: "none"`
 * @throws {TypeError | RangeError} when an argument is another kind of thing, the lengths differ, a
 *   number is not finite, a target neither 1 nor -1, the margin negative, or the reduction unknown
 *
 * @example
 * ```ts
 * import { marginRankingLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * // The negatives are 3 and 1 away, the positives 1 and 2: only the second pair is in wrong order.
 * assertEquals(marginRankingLoss([3, 1], [1, 2], 1, { margin: 0.5 }), (0 + 1.5) / 2);
 * ```
 */
export function marginRankingLoss<R extends Reduction = "mean">(
  x1: ArrayLike<number>,
  x2: ArrayLike<number>,
  target: number | ArrayLike<number>,
  options: MarginRankingOptions<R> = {},
): R extends "none" ? number[] : number {
  const { margin = 0, reduction = "mean" } = checkOptions(options, "margin reduction");
  checkSquarable(x1, "x1");
  checkSquarable(x2, "x2");
  checkLength(x2, "x2", x1.length);
  checkMargin(margin);
  const y = targets(target, x1.length);

  const losses = Array.from(x1, (_, i) => Math.max(-y[i] * (x1[i] - x2[i]) + margin, 0));
  return reduceLosses(losses, reduction as R);
}

/** One target a pair, each 1 or -1. */
export function targets(target: number | ArrayLike<number>, count: number): number[] {
  const list = typeof target === "number" ? Array<number>(count).fill(target) : target;
  checkSquarable(list, "target");
  checkLength(list, "target", count);
  return Array.from(list, (y, i) => {
    if (y !== 1 && y !== -1) refuseValue(`${y} at entry ${i}`, "target", "1 or -1");
    return y;
  });
}

function checkLength(list: ArrayLike<number>, name: string, length: number): void {
  if (list.length === length) return;
  refuseValue(list.length, name, `${length} entries, as in x1`);
}
