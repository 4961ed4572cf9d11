import { batchCircleLoss } from "../reference/batch_circle_loss.ts";
import { circleLoss } from "../reference/circle_loss.ts";
import { recordedLosses } from "../agreement/recorded_losses.ts";

/** The rules of the file, and what this module calls them. */
const NAMES = {
  "circle of pairs": "PyTorch, pairs",
  "circle, pooled, normalising": "PyTorch, pooled",
  "circle, per anchor, normalising": "pytorch-metric-learning",
} as const;

/** Every finite float64 CircleLoss of `data/reference/losses.json` whose input stands there. */
export function recordedCircleLosses() {
  const recorded = recordedLosses();
  return recorded.cases.flatMap(({ rule, dtype, batch, pairs, m, gamma, value }) => {
    if (
      !(rule in NAMES) || dtype !== "float64" || typeof value !== "number" ||
      !Number.isFinite(value)
    ) return [];
    const about = { from: NAMES[rule as keyof typeof NAMES], m, gamma, recorded: value };
    if (pairs !== undefined) {
      const { sp, sn } = recorded.pairs[pairs];
      return [{ ...about, on: pairs, ours: circleLoss(sp, sn, { m, gamma }) }];
    }
    const { labels, embeddings, made } = recorded.batches[batch];
    if (made || embeddings.length === 0) return [];
    const ours = batchCircleLoss(embeddings, labels, {
      m,
      gamma,
      rule: rule.startsWith("circle, pooled") ? "pooled" : "per-anchor",
    });
    return [{ ...about, on: batch, ours }];
  });
}
