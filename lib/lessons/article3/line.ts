import type { Article3Result } from "./check.ts";

/** The line that article 3's program prints for a result, with six decimals as C's `%f`. */
export function article3Line(
  { loss, fractionPositive }: Pick<Article3Result, "loss" | "fractionPositive">,
): string {
  return `The triplet loss is ${loss.toFixed(6)} with positives ${fractionPositive.toFixed(6)}`;
}
