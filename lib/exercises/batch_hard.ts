import { toyBatch } from "../datasets/toy_batch.ts";
import { meanInterval } from "../evaluation/mean_interval.ts";
import { batchHardTripletLoss } from "../reference/batch_hard_triplet_loss.ts";
import { defineExercise } from "./exercise.ts";

/** How few of the valid triplets batch hard looks at. */
export const oneInHowMany = defineExercise({
  id: "4.1",
  title: "count",
  check: (count: number) =>
    count === 7 * 24 || "an anchor has K - 1 positives and PK - K negatives; one pair is looked at",
});

/** Labels that set two rules apart by a factor. */
export const threeTimes = defineExercise({
  id: "4.2",
  title: "set two rules apart",
  check(six: number[]) {
    const { points } = toyBatch();
    if (!Array.isArray(six) || six.length !== points.length) return "an array of six labels";
    const [all, valid] = (["tensorflow", "valid"] as const).map((rule) =>
      batchHardTripletLoss(points, six, { margin: 0.3, rule }).loss
    );
    if (all === 0) return `both give 0`;
    return Math.abs(valid / all - 3) < 1e-4 || `"valid" gives ${(valid / all).toFixed(2)} times it`;
  },
});

/** Two settings, judged by MAP@R: one number a split. */
export interface JudgedPair {
  /** With batches of 16. */
  sixteen: number[];
  /** With batches of 8. */
  eight: number[];
}

/** The verdict that another judge gives. */
export const anotherJudge = defineExercise({
  id: "4.3",
  title: "another judge",
  check(word: string, { sixteen, eight }: JudgedPair) {
    const { low, high } = meanInterval(sixteen.map((value, seed) => value - eight[seed]));
    const right = low > 0 ? "better" : high < 0 ? "worse" : "not told apart";
    return word.trim().toLowerCase() === right ||
      "better, worse or not told apart: does the interval of the differences hold 0?";
  },
});

/** A batch-hard loss from each anchor's distances to its hardest positive and negative. */
export type SoftLoss = (dAp: number[], dAn: number[]) => number;

/** The loss without a margin. */
export const softMargin = defineExercise({
  id: "4.4",
  title: "the soft margin",
  check(soft: SoftLoss) {
    const { points, labels } = toyBatch();
    // Each anchor's hardest distances on the six points.
    const [dAp, dAn] = [[5, 5, 5, 5, 8, 8], [3, 3, 3, 3, 3, 5]];
    const options = { margin: 0, rule: "valid", soft: true } as const;
    const right = batchHardTripletLoss(points, labels, options).loss;
    const found = soft(dAp, dAn);
    if (!(Math.abs(found - right) < 1e-9)) {
      return `on the six points: expected ${right.toFixed(6)}, got ${found}`;
    }
    const far = soft([1000], [0]);
    return far === 1000 || `for a difference of 1000: expected 1000, got ${far}`;
  },
});
