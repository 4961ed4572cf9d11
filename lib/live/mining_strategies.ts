import { checkChoice, checkNumber, checkOptions, expected } from "../checks/mod.ts";
import { LiveFigure } from "./live_figure.ts";
import { type MiningState, STRATEGIES } from "./mining_strategies/numbers.ts";
import { mining } from "./mining_strategies/program.ts";
import { liveBatch, type LiveBatchOptions } from "./runtime/live_batch.ts";

/** What {@linkcode miningStrategies} is told: by default the first point stands out, with batch hard. */
export type MiningOptions = LiveBatchOptions & Partial<Pick<MiningState, "anchor" | "strategy">>;

/**
 * Whom each anchor learns from, strategy by strategy: points that a hand drags, from each anchor an
 * arrow to the positives that it pulls and a dashed one to the negatives that it pushes, and beside
 * each other the loss of every strategy and how many terms its mean is over.
 *
 * The strategies are those of `lib/reference`: batch all (mean over the triplets with a loss), batch
 * hard under its three rules (`"valid"`, which training takes, `"tensorflow"`, `"pytorch"`), and
 * semi-hard under its two (all semi-hard triplets; the nearest farther negative of each pair).
 *
 * @param options Points, labels, and what it begins with.
 * @returns A figure for a cell to show; in the report and in JupyterLab it answers.
 * @throws {TypeError} When an option is another kind of thing.
 * @throws {RangeError} When there are fewer than 3 or more than 24 points, a point is not in the
 * plane, lengths differ, there is one class only, the anchor is none of the points, the margin is
 * negative, or the strategy is unknown.
 *
 * @example
 * ```ts
 * import { toyBatch } from "@triplet-lab/triplet-lab/datasets";
 * import { miningStrategies } from "#lib/live/mod.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = miningStrategies({ ...toyBatch(), margin: 2 });
 * assertStringIncludes(figure.alt, "Anchor a: positive b, negative c; loss 4.00");
 * ```
 */
export function miningStrategies(options: MiningOptions): LiveFigure<MiningState> {
  const { anchor = 0, strategy = "batch hard", ...given } = checkOptions(
    options,
    "points labels names margin squared title anchor strategy",
  );
  const batch = liveBatch(given, "Who learns from whom", 0);
  if (new Set(batch.labels).size < 2) {
    const got = `[${batch.labels.join(", ")}]`;
    throw new RangeError(expected("labels", "two classes or more", got));
  }
  checkNumber(anchor, "anchor", { min: 0, max: batch.points.length - 1, integer: true });
  checkChoice(strategy, STRATEGIES, "strategy");
  return new LiveFigure(mining, { ...batch, anchor, strategy });
}
