import { checkChoice, checkFlag, checkMargin, checkOptions, expected } from "../checks/mod.ts";
import { BATCH_HARD_RULES } from "../reference/batch_hard_triplet_loss.ts";
import { checkOperatorInput } from "./check_operator_input.ts";
import { computeWith } from "./engines.ts";
import type { BatchHardRule, EngineChoice, EngineName, TripletCounts } from "./types.ts";

/** What {@linkcode batchHard} may be told. */
export interface FusedBatchHardOptions {
  /** How many numbers make a row of `embeddings`. */
  readonly dim: number;
  /** How much farther the nearest negative has to be, in the unit of the distances. */
  readonly margin: number;
  /** True for squared Euclidean distances. Default false. */
  readonly squared?: boolean;
  /** Whose definition. Default `"valid"`, the one to train with. */
  readonly rule?: BatchHardRule;
  /**
   * True to get the derivative of the loss with respect to the rows too, or an array for it, as long
   * as they are: a loop that reuses one spares its allocation. Default false.
   */
  readonly gradient?: boolean | Float32Array;
  /** Which code computes. Default `"auto"`: the fastest engine that is present. */
  readonly engine?: EngineChoice;
}

/** Batch hard of one batch. */
export interface FusedBatchHardResult {
  /** The mean loss over the rule's anchors; 0 when there is none. */
  readonly loss: number;
  /** `counts.positive / counts.valid`: the share of the anchors in the mean that have a loss. */
  readonly fractionPositive: number;
  /** What the triplets are like, one for each anchor in the mean: its hardest. */
  readonly counts: TripletCounts;
  /** The derivative of `loss`, `B x dim`, row-major; only where it was asked for. */
  readonly gradient?: Float32Array;
  /** The engine that computed. */
  readonly engine: EngineName;
}

/**
 * The batch-hard loss and its gradient, each anchor with its farthest positive and its nearest
 * negative, without a matrix of distances:
 *
 *     loss = mean_a max(max_p d(a, p) - min_n d(a, n) + margin, 0)
 *
 * The rules are those of `batchHardTripletLoss` in `lib/reference`: `"tensorflow"` (article 2: the
 * mean over all anchors; an anchor without a positive enters with 0, one without a negative with the
 * margin), `"pytorch"` (article 4: the anchor is its own positive, no distance is below 1e-6) and
 * `"valid"` (the mean over the anchors that have both). Which positive is the farthest and which
 * negative the nearest is decided in float64 on every engine. Distances that tie share the gradient
 * equally (policy "ties"), as both articles' frameworks do; a distance of 0 has the gradient 0.
 *
 * @param embeddings the points, `B x dim` numbers, row after row
 * @param labels one integer a point, B of them
 * @param options dim, margin, squared, rule, gradient, engine
 * @returns the loss in the unit of the distances, the fraction of the anchors that have a loss, the
 *   counts, the gradient where asked for, and the engine that computed; an empty batch gives zeros,
 *   except under `"pytorch"`
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths disagree, an entry is not finite or above 1e12, the margin is
 *   negative or not finite, `dim` is no positive integer, the rule or the engine is unknown, the
 *   engine is not to be had, or an anchor has no negative under `"pytorch"`
 *
 * @example
 * ```ts
 * import { batchHard } from "@triplet-lab/triplet-lab/operators";
 * import { assertEquals } from "@std/assert";
 * // Anchors 0 and 1 lose 1 - 2 + 2 = 1 and 1 - 1 + 2 = 2; anchor 2 has no positive.
 * const embeddings = Float32Array.of(0, 1, 2);
 * const labels = Int32Array.of(7, 7, 8);
 * const { loss, counts } = batchHard(embeddings, labels, { dim: 1, margin: 2 });
 * assertEquals(loss, 3 / 2);
 * assertEquals(counts, { valid: 2, positive: 2, easy: 0, semiHard: 1, hard: 1 });
 * ```
 */
export function batchHard(
  embeddings: Float32Array,
  labels: Int32Array,
  options: FusedBatchHardOptions,
): FusedBatchHardResult {
  const { dim, margin, squared = false, rule = "valid", gradient = false, engine = "auto" } =
    checkOptions(options, "dim margin squared rule gradient engine");
  const input = checkOperatorInput(embeddings, labels, dim, gradient);
  checkMargin(margin);
  checkFlag(squared, "squared");
  checkChoice(rule, BATCH_HARD_RULES, "rule");
  if (rule === "pytorch" && labels.every((label) => label === labels[0])) {
    const got = labels.length === 0 ? "an empty batch" : "one class only";
    const wanted = `two classes or more, a negative for every anchor (rule "pytorch")`;
    throw new RangeError(expected("labels", wanted, got, `rule "valid" gives 0 here`));
  }
  const { name, outcome } = computeWith(
    engine,
    (e) => e.batchHard(input, { margin, squared, rule }),
  );
  const { loss, counts } = outcome;
  return {
    loss,
    fractionPositive: counts.valid === 0 ? 0 : counts.positive / counts.valid,
    counts,
    ...(input.gradient && { gradient: outcome.gradient }),
    engine: name,
  };
}
