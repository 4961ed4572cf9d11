import { meanInterval } from "./mean_interval.ts";

/** What {@linkcode pairedVerdict} says of one configuration beside another. */
export interface PairedVerdict {
  /** The word: whether the interval lies on one side of 0, and on which. */
  readonly verdict: "better" | "worse" | "not told apart";
  /** The mean of the differences, one minus other, in the unit of the values. */
  readonly mean: number;
  /** The lower end of its 95 % interval. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
}

/**
 * Compares two configurations that were measured with the same seeds: the differences seed by seed,
 * the 95 % interval of their mean (`meanInterval`), and a word. `"not told apart"` says that 0 lies
 * in the interval; it does not say that the two are equal.
 *
 * Each comparison alone calls two equal configurations different in 5 of 100 cases; of k comparisons
 * at least one does so with a chance of up to `1 - 0.95^k`, if they are independent.
 *
 * @param one The values of one configuration, a seed each.
 * @param other The values of the other, in the same order of seeds.
 * @param options `better`: whether `"more"` (default) or `"less"` of the measure is better.
 * @returns The word and the interval.
 * @throws {RangeError} When the two are not of one length, have fewer than two values, or a value is
 *   not finite.
 *
 * @example Errors: less is better
 * ```ts
 * import { pairedVerdict } from "#lib/evaluation/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [one, other] = [[0.1, 0.2, 0.3], [0.31, 0.4, 0.49]];
 * assertEquals(pairedVerdict(one, other, { better: "less" }).verdict, "better");
 * assertEquals(pairedVerdict(one, [0.2, 0.1, 0.3]).verdict, "not told apart");
 * ```
 */
export function pairedVerdict(
  one: readonly number[],
  other: readonly number[],
  { better = "more" }: { better?: "more" | "less" } = {},
): PairedVerdict {
  if (one.length !== other.length) {
    throw new RangeError(
      `other: expected ${one.length} values, a seed each as in one, got ${other.length}`,
    );
  }
  const { mean, low, high } = meanInterval(one.map((value, seed) => value - other[seed]));
  if (low <= 0 && high >= 0) return { verdict: "not told apart", mean, low, high };
  return { verdict: (mean > 0) === (better === "more") ? "better" : "worse", mean, low, high };
}
