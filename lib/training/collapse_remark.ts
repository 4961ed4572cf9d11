import { checkMargin, checkOptions } from "../checks/mod.ts";
import type { StepRecord } from "./types.ts";

/** Options of {@linkcode collapseRemark}. */
export interface CollapseRemarkOptions {
  /** The margin of the loss. */
  margin: number;
}

/**
 * One sentence about a training that goes wrong: what happens, and what usually helps.
 *
 * Collapse means that the network gives nearly the same embedding to everything. Three signs, of
 * which the first decides: the mean distance between different rows is below a tenth of the margin
 * ("collapsing"), or below a hundredth ("collapsed");
 * the loss stands within a tenth of the margin from the margin, since both distances in
 * `d(a,p) - d(a,n) + margin` vanish; and the gradient, divided by those distances, vanishes with
 * them. The opposite is told as well: a batch without one active triplet teaches nothing.
 *
 * @param record A record of `train`, or its last one.
 * @param options The margin of the loss.
 * @returns The sentence, or null when there is nothing to say.
 * @throws {RangeError} When the margin is negative or not finite.
 *
 * @example A batch whose embeddings are all alike
 * ```ts
 * import { tripletStatistics } from "@triplet-lab/triplet-lab/mining";
 * import { collapseRemark } from "@triplet-lab/triplet-lab/training";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const statistics = tripletStatistics([1, 1, 1, 1], [0, 0, 1, 1], { dim: 1, margin: 0.2 });
 * const record = { step: 80, epoch: 0, loss: 0.2, gradientNorm: 0, ...statistics };
 * assertStringIncludes(collapseRemark(record, { margin: 0.2 })!, "collapsed");
 * ```
 */
export function collapseRemark(
  record: StepRecord,
  options: CollapseRemarkOptions,
): string | null {
  const { margin } = checkOptions(options, "margin");
  checkMargin(margin);
  const { meanDistance, loss, gradientNorm } = record;
  if (record.collapsed || meanDistance < 0.1 * margin) {
    const atMargin = Math.abs(loss - margin) < 0.1 * margin
      ? `, the loss stands at the margin (${loss.toPrecision(3)})`
      : "";
    const flat = gradientNorm < 1e-3 ? ", the gradient vanishes" : "";
    const stage = record.collapsed ? "collapsed" : "collapsing";
    return `${stage}: all embeddings are nearly one point (mean distance ` +
      `${meanDistance.toPrecision(2)}${atMargin}${flat}); a smaller learning rate, batch all ` +
      `before batch hard, or embeddings of length 1 usually help`;
  }
  if (record.active === 0 && record.easy > 0) {
    return "no active triplet in the batch: nothing is learnt from it; " +
      "harder mining, larger batches or a larger margin help, or training is done";
  }
  return null;
}
