import { checkChoice, checkMargin, checkMetric, type DistanceOptions } from "../checks/mod.ts";
import { type Reduction, REDUCTIONS } from "./reduce_losses.ts";

/** What every loss that takes its triplets from a batch may be told. */
export interface MinedOptions<R extends Reduction = Reduction> extends DistanceOptions {
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /**
   * Who is in the mean: all triplets that the rule takes (`"mean"`), those with a loss
   * (`"mean-non-zero"`), or nobody: their sum (`"sum"`), or a sum an anchor (`"none"`). Batch all's
   * default is `"mean-non-zero"`, article 2's, the others' is `"mean"`.
   */
  readonly reduction?: R;
}

/** The options, checked, with the reduction filled in. */
export function minedOptions<R extends Reduction>(
  { margin, reduction, ...metric }: MinedOptions<R>,
  usual: Reduction,
): { margin: number; metric: DistanceOptions; reduction: R } {
  checkMargin(margin);
  checkMetric(metric);
  const chosen = reduction === undefined ? usual : reduction;
  checkChoice(chosen, REDUCTIONS, "reduction");
  return { margin, metric, reduction: chosen as R };
}
