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

/** The float64 triplet losses of `data/reference/losses.json` over distances by subtraction. */
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
