import { checkChoice, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import { type MiningState, STRATEGIES } from "./mining_strategies/numbers.ts";
import { mining } from "./mining_strategies/program.ts";
import { liveBatch, type LiveBatchOptions } from "./runtime/live_batch.ts";

export type MiningOptions = LiveBatchOptions & Partial<Pick<MiningState, "anchor" | "strategy">>;

/**
 * Whom each anchor learns from, strategy by strategy: points that a hand drags, from each anchor an
 * arrow to the positives that it pulls and a dashed one to the negatives that it pushes, and beside
 * each other the loss of every strategy and how many terms its mean is over.
 */
export function miningStrategies(options: MiningOptions): LiveFigure<MiningState> {
  const { anchor = 0, strategy = "batch hard", ...given } = checkOptions(
    options,
    "points labels names margin squared title anchor strategy",
  );
  const batch = liveBatch(given, "Who learns from whom", 0);
  if (new Set(batch.labels).size < 2) {
    refuseValue(`[${batch.labels.join(", ")}]`, "labels", "two classes or more");
  }
  checkNumber(anchor, "anchor", { min: 0, max: batch.points.length - 1, integer: true });
  checkChoice(strategy, STRATEGIES, "strategy");
  return new LiveFigure(mining, { ...batch, anchor, strategy });
}
