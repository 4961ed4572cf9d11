import { meanInterval } from "../evaluation/mean_interval.ts";
import type { ArticleClaim } from "./article_claims.ts";

/** One setting that a claim advises beside one that it does not, measured with the same seeds. */
export interface AdvisedDifference {
  /** What was compared, as in `length 1 − any length`. */
  name: string;
  /** Advised minus not advised, a share for each seed; more is better. */
  values: readonly number[];
}

/**
 * A claim's verdict from comparisons that were made seed by seed. A comparison is decided when the
 * 95 % interval of its mean difference (`meanInterval`) lies on one side of 0. The claim `holds` when
 * all comparisons are decided for it, it `does not hold` when one is decided against it, and else it
 * is `not decided`.
 *
 * @param claim The claim, in a sentence.
 * @param differences The comparisons, at least one.
 * @param of What the differences are of, for the evidence: `recall@1`.
 * @returns The claim with its verdict, and what decided it in numbers.
 * @throws {RangeError} When there is no comparison, or one has fewer than two seeds.
 *
 * @example
 * ```ts
 * import { claimFromDifferences } from "#lib/lessons/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const differences = [{ name: "2 − 1", values: [0.1, 0.11, 0.12] }];
 * assertEquals(claimFromDifferences("2 is better", differences, "recall@1").verdict, "holds");
 * ```
 */
export function claimFromDifferences(
  claim: string,
  differences: readonly AdvisedDifference[],
  of: string,
): ArticleClaim {
  if (differences.length === 0) {
    throw new RangeError("differences: expected at least one, got none");
  }
  const means = differences.map(({ name, values }) => ({ name, ...meanInterval(values) }));
  const decided = means.filter(({ low, high }) => low > 0 || high < 0);
  const verdict = decided.some(({ high }) => high < 0)
    ? "does not hold"
    : decided.length === means.length
    ? "holds"
    : "not decided";
  const points = (share: number) => (100 * share).toFixed(1).replace("-", "−");
  const sizes = means.map(({ mean }) => mean);
  const evidence = [
    `${differences[0].values.length} seeds, ${decided.length} of ${means.length} comparisons ` +
    `decided; mean differences ${points(Math.min(...sizes))} to ${points(Math.max(...sizes))} ` +
    `points of ${of}`,
    ...decided.map(({ name, mean, low, high }) =>
      `${name}: ${points(mean)} (${points(low)} to ${points(high)})`
    ),
  ].join("; ");
  return { claim, verdict, evidence };
}
