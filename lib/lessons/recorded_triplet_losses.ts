import { recordedLosses } from "../agreement/recorded_losses.ts";

/** A triplet loss of one batch as a framework computed it. */
export interface RecordedTripletLoss {
  /** The file's name of the rule: `batch all`, `batch hard`, `batch hard, open-reid`, `hard`, ... */
  rule: string;
  /** `tensorflow`, `pytorch` or `pytorch-metric-learning`. */
  framework: string;
  batch: string;
  /** The margin, in the unit of the distances. */
  margin: number;
  /** The framework's value, in float64. */
  value: number;
  /** The share of triplets with a loss, where the framework gave it. */
  fractionPositive?: number;
  embeddings: number[][];
  labels: number[];
}

/**
 * The triplet losses of `data/reference/losses.json` over distances that are not squared, in float64,
 * with the batch each was computed on. Where TensorFlow took the distances in two ways, the one by
 * subtraction is given. Batches of which the file holds only a recipe are left out, and so is what
 * has no number for an answer.
 *
 * @example
 * ```ts
 * import { recordedTripletLosses } from "#lib/lessons/mod.ts";
 * import { batchHardTripletLoss } from "@triplet-lab/triplet-lab/reference";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const found = recordedTripletLosses().find(({ rule }) => rule === "batch hard, open-reid")!;
 * const { labels, embeddings, margin, value } = found;
 * const ours = batchHardTripletLoss(embeddings, labels, { margin, rule: "pytorch" }).loss;
 * assertAlmostEquals(ours, value, 1e-9);
 * ```
 */
export function recordedTripletLosses(): RecordedTripletLoss[] {
  const { batches, cases } = recordedLosses();
  return cases.flatMap((one) => {
    const { rule, framework, batch, margin, value, fractionPositive } = one;
    const { labels, embeddings, made = true } = batches[batch] ?? {};
    const wanted = typeof value === "number" && Number.isFinite(value) && !made &&
      typeof margin === "number" &&
      one.dtype === "float64" && one.squared === false && one.distance !== "gram";
    if (!wanted) return [];
    return [{
      ...{ rule, framework, batch, margin, value, embeddings, labels },
      ...(typeof fractionPositive === "number" ? { fractionPositive } : {}),
    }];
  });
}
