import { checkChoice, checkFlag, checkMargin, checkNumber, checkOptions } from "../checks/mod.ts";
import { SEMI_HARD_RULES } from "../reference/semi_hard_triplet_loss.ts";
import { checkOperatorInput } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { EngineChoice, EngineName, SemiHardRule, TripletCounts } from "./types.ts";

/** What {@linkcode semiHard} may be told. */
export interface FusedSemiHardOptions {
  /** How many numbers make a row of `embeddings`. */
  readonly dim: number;
  /** How much farther a negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** True for squared Euclidean distances. Default false. */
  readonly squared?: boolean;
  /** Which negatives of a pair are taken. Default `"all"`. */
  readonly rule?: SemiHardRule;
  /** Governs the draws of the rule `"random"`, an integer from 0 to 2^32 - 1. Default 0. */
  readonly seed?: number;
  /**
   * True to get the derivative of the loss with respect to the rows too, or an array for it, as long
   * as they are: a loop that reuses one spares its allocation. Default false.
   */
  readonly gradient?: boolean | Float32Array;
  /** Which code computes. Default `"auto"`: the fastest engine that is present. */
  readonly engine?: EngineChoice;
}

/** Semi-hard of one batch. */
export interface FusedSemiHardResult {
  /** The mean loss over the triplets that the rule takes; 0 when there is none. */
  readonly loss: number;
  /** `counts.positive / counts.valid`; 0 when the rule takes no triplet. */
  readonly fractionPositive: number;
  /** The triplets that the rule takes, by category. */
  readonly counts: TripletCounts;
  /** The derivative of `loss`, `B x dim`, row-major; only where it was asked for. */
  readonly gradient?: Float32Array;
  /** The engine that computed. */
  readonly engine: EngineName;
}

/**
 * The semi-hard loss, its counts and its gradient, without anything of size B^3 in memory:
 *
 *     d(a, p) < d(a, n) < d(a, p) + margin        l(a, p, n) = max(d(a, p) - d(a, n) + margin, 0)
 *
 * The rules are those of {@linkcode semiHardTripletLoss} in `lib/reference`: `"all"` (the mean over
 * every semi-hard triplet), `"nearest"` (for each pair the nearest negative that is farther than the
 * positive, else the farthest: TensorFlow Addons) and `"random"` (FaceNet: one semi-hard negative for
 * each pair that has one, drawn by a hash of `seed`, a and p). Which triplets are taken is decided as
 * in float64 on every engine, ties included, and is a constant to the gradient; under `"nearest"`
 * negatives that tie share it equally (policy "ties"). A distance of 0 has the gradient 0.
 *
 * @param embeddings the points, `B x dim` numbers, row after row
 * @param labels one integer a point, B of them
 * @param options dim, margin, squared, rule, seed, gradient, engine
 * @returns the loss in the unit of the distances, the fraction and the counts of the triplets that
 *   the rule takes, the gradient where asked for, and the engine that computed; an empty batch gives
 *   zeros
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths disagree, an entry is not finite or above 1e12, the margin is
 *   negative or not finite, `dim` is no positive integer, the rule or the engine is unknown, the seed
 *   is no such integer, or the engine is not to be had
 *
 * @example
 * ```ts
 * import { semiHard } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * // (0, 1, 2) is semi-hard with 1 - 2 + 2 = 1; (1, 0, 2) is hard, as both are 1 away.
 * const embeddings = Float32Array.of(0, 1, 2);
 * const labels = Int32Array.of(7, 7, 8);
 * const { loss, counts, gradient } = semiHard(embeddings, labels, { dim: 1, margin: 2, gradient: true });
 * assertEquals(loss, 1);
 * assertEquals(counts, { valid: 1, positive: 1, easy: 0, semiHard: 1, hard: 0 });
 * assertEquals(gradient, Float32Array.of(0, 1, -1));
 * // By pairs, (1, 0) has to take the hard one, with 1 - 1 + 2 = 2.
 * assertEquals(semiHard(embeddings, labels, { dim: 1, margin: 2, rule: "nearest" }).loss, 1.5);
 * ```
 */
export function semiHard(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedSemiHardOptions,
): FusedSemiHardResult {
  const {
    dim,
    margin,
    squared = false,
    rule = "all",
    seed = 0,
    gradient = false,
    engine = "auto",
  } = checkOptions(options, "dim margin squared rule seed gradient engine");
  const input = checkOperatorInput(embeddings, labels, dim, gradient);
  checkMargin(margin);
  checkFlag(squared, "squared");
  checkChoice(rule, SEMI_HARD_RULES, "rule");
  checkNumber(seed, "seed", { min: 0, max: 0xffffffff, integer: true });
  const { name, outcome } = computeWith(
    engine,
    (e) => e.semiHard(input, { margin, squared, rule, seed }),
  );
  const { valid, positive } = outcome.counts;
  return {
    loss: outcome.loss,
    fractionPositive: valid === 0 ? 0 : positive / valid,
    counts: outcome.counts,
    ...(input.gradient && { gradient: outcome.gradient }),
    engine: name,
  };
}
