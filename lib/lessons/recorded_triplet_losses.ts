import { type Batch, type Case, recordedLosses } from "../agreement/recorded_losses.ts";

/** A triplet loss of one batch as a framework computed it; `data/reference/README.md` names the rules. */
export interface RecordedTripletLoss
  extends
    Pick<Case, "rule" | "framework" | "batch" | "margin">,
    Pick<Batch, "embeddings" | "labels"> {
  value: number;
  fractionPositive?: number;
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
    const about = { rule, framework, batch, margin, embeddings, labels };
    const fraction = typeof fractionPositive === "number" ? { fractionPositive } : {};
    return wanted ? [{ ...about, value, ...fraction }] : [];
  });
}
