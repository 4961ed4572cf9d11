import { batchCircleLoss } from "../reference/batch_circle_loss.ts";
import { circleLoss } from "../reference/circle_loss.ts";
import { recordedLosses } from "../agreement/recorded_losses.ts";

/** The rules of the file, and what this module calls them. */
const NAMES: Record<string, string> = {
  "circle of pairs": "PyTorch, pairs",
  "circle, pooled, normalising": "PyTorch, pooled",
  "circle, per anchor, normalising": "pytorch-metric-learning",
};

/** Every finite float64 CircleLoss of `data/reference/losses.json` whose input stands there. */
export function recordedCircleLosses() {
  const recorded = recordedLosses();
  return recorded.cases.flatMap(({ rule, dtype, batch, pairs, m, gamma, value }) => {
    const from = NAMES[rule];
    if (!from || dtype !== "float64" || !Number.isFinite(value)) return [];
    const about = { from, m, gamma, recorded: value as number };
    if (pairs !== undefined) {
      const { sp, sn } = recorded.pairs[pairs];
      return [{ ...about, on: pairs, ours: circleLoss(sp, sn, { m, gamma }) }];
    }
    const { labels, embeddings, made } = recorded.batches[batch];
    if (made || embeddings.length === 0) return [];
    const own = rule.startsWith("circle, pooled") ? "pooled" as const : "per-anchor" as const;
    const ours = batchCircleLoss(embeddings, labels, { m, gamma, rule: own });
    return [{ ...about, on: batch, ours }];
  });
}
