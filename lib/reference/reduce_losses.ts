import { checkChoice, checkSquarable } from "../checks/mod.ts";

/** How a list of losses becomes one number; `"none"` leaves the list as it is. */
export type Reduction = "mean" | "sum" | "none" | "mean-non-zero";

/** The names of the reductions, for messages and menus. */
export const REDUCTIONS: readonly Reduction[] = ["mean", "sum", "none", "mean-non-zero"];

/**
 * Reduces a list of losses; the mean of nothing is 0, never NaN (policy "nothing valid").
 *
 * - `"mean"`: `sum(l) / count(l)`, as `torch.nn.TripletMarginLoss` has it
 * - `"sum"`: `sum(l)`
 * - `"none"`: the list itself, as a copy
 * - `"mean-non-zero"`: `sum(l) / count(l > 0)`, article 2's and pytorch-metric-learning's default
 *   (`AvgNonZeroReducer`): as losses reach 0 they leave the mean, and that of the rest may rise
 *
 * @param losses the losses, each at least 0, in the unit of the distances
 * @param reduction how; `"mean"` by default
 * @returns one number, or a list for `"none"`
 * @throws {TypeError | RangeError} when a loss is no finite number up to 1e100, or the reduction unknown
 *
 * @example
 * ```ts
 * import { reduceLosses } from "@triplet-lab/triplet-lab/reference";
 * import { assertEquals } from "@std/assert";
 * assertEquals(reduceLosses([0, 1, 2], "mean-non-zero"), 1.5);
 * ```
 */
export function reduceLosses<R extends Reduction = "mean">(
  losses: ArrayLike<number>,
  reduction: R = "mean" as R,
): R extends "none" ? number[] : number {
  checkChoice(reduction, REDUCTIONS, "reduction");
  checkSquarable(losses, "losses");
  return reduce(Array.from(losses), reduction) as R extends "none" ? number[] : number;
}

function reduce(list: number[], reduction: Reduction): number | number[] {
  if (reduction === "none") return list;
  const sum = list.reduce((total, loss) => total + loss, 0);
  if (reduction === "sum") return sum;
  const counted = reduction === "mean" ? list : list.filter((loss) => loss > 0);
  return counted.length === 0 ? 0 : sum / counted.length;
}
