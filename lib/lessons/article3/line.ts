import type { Article3Result } from "./check.ts";

/**
 * The line that article 3's program prints for a result, with six decimals as C's `%f`.
 *
 * @example
 * ```ts
 * import { article3Line } from "#lib/lessons/article3/mod.ts";
 *
 * const line = article3Line({ loss: 0.5, fractionPositive: 1 });
 * if (line !== "The triplet loss is 0.500000 with positives 1.000000") throw new Error(line);
 * ```
 */
export function article3Line(
  { loss, fractionPositive }: Pick<Article3Result, "loss" | "fractionPositive">,
): string {
  return `The triplet loss is ${loss.toFixed(6)} with positives ${fractionPositive.toFixed(6)}`;
}
