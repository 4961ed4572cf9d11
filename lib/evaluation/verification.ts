import { checkLabels, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";
import { pairDistances, type PairOptions } from "./pair_distances.ts";
import { type Roc, rocFromDistances } from "./roc_from_distances.ts";
import type { LabelledEmbeddings } from "./search_space.ts";

/** Options of {@linkcode verification}. */
export interface VerificationOptions extends PairOptions {
  /** The false accept rate that chooses the threshold, 0.01 by default; `"eer"`: the equal error rate. */
  far?: number | "eer";
}

/** Shares of the pairs of a set that are accepted at a threshold. */
export interface AcceptRates extends Pick<Roc, "pairs"> {
  /** Of the pairs of two classes. */
  falseAccept: number;
  /** Of the pairs of one class. */
  trueAccept: number;
}

/** What {@linkcode verification} finds. */
export interface Verification {
  /** Accepted are the pairs at this distance or nearer: chosen on the dev classes alone. */
  threshold: number;
  /** The rates on the dev classes, which the threshold fits. */
  dev: AcceptRates;
  /** The rates on the test classes: what may be reported. */
  test: AcceptRates;
}

/**
 * Are these two the same? The threshold is chosen on some classes, and the rates are reported on others:
 * rates at a threshold that the test classes chose, as `rocCurve` gives, promise more than a system keeps.
 * Accepted are pairs up to the largest distance at which no more than `far` of the dev classes' pairs of
 * two classes are; policies as in `rocFromDistances`.
 *
 * @throws {TypeError | RangeError} When a class is in both, a shape does not fit, a set has no pair of
 * one class or none of two, or `far` is outside 0 to 1.
 *
 * @example The threshold of one set lets a false pair of the other through
 * ```ts
 * import { verification } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const dev = { embeddings: Float32Array.of(0, 1, 5, 6), labels: [0, 0, 1, 1] };
 * const test = { embeddings: Float32Array.of(0, 1, 2, 9), labels: [2, 2, 3, 3] };
 * const { threshold, test: found } = await verification(dev, test, { dim: 1, far: 0 });
 * assertEquals([threshold, found.falseAccept, found.trueAccept], [1, 0.25, 0.5]);
 * ```
 */
export async function verification(
  dev: LabelledEmbeddings,
  test: LabelledEmbeddings,
  options: VerificationOptions,
): Promise<Verification> {
  const { far = 0.01, ...which } = checkOptions(options, "dim pairs seed distance far");
  if (far !== "eer") checkNumber(far, "far", { min: 0, max: 1 });
  checkLabels(dev?.labels, undefined, "dev.labels");
  checkLabels(test?.labels, undefined, "test.labels");
  const known = new Set(Array.from(dev.labels));
  const both = Array.from(test.labels).find((label) => known.has(label));
  if (both !== undefined) refuseValue(both, "test", "classes that are not among the dev classes");
  const pairs = ({ embeddings, labels }: LabelledEmbeddings) =>
    pairDistances(embeddings, labels, which);
  const [chosenOn, judgedOn] = await Promise.all([dev, test].map(pairs));
  const { same, different } = chosenOn;
  const roc = rocFromDistances(same, different, { fars: far === "eer" ? [] : [far] });
  const threshold = far === "eer" ? roc.eerThreshold : roc.thresholdAtFar[far];
  const share = (distances: Float64Array, name: string) => {
    const { length } = distances, wanted = "pairs of one class and of two";
    if (length === 0) refuseValue(`none ${name}`, "test", wanted);
    return distances.reduce((count, distance) => count + +(distance <= threshold), 0) / length;
  };
  const rates = ({ same, different }: typeof chosenOn): AcceptRates => ({
    falseAccept: share(different, "of two"),
    trueAccept: share(same, "of one class"),
    pairs: { same: same.length, different: different.length },
  });
  return { threshold, dev: rates(chosenOn), test: rates(judgedOn) };
}
