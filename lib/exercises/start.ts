import { toyBatch } from "../datasets/toy_batch.ts";
import { defineExercise } from "./exercise.ts";

/** Pairs of one class among the toy batch's points. */
export const pairsOfOneClass = defineExercise({
  id: "0.1",
  title: "a first exercise",
  check(pairs: number) {
    const { labels } = toyBatch();
    const right = labels.reduce(
      (sum, label, i) => sum + labels.slice(i + 1).filter((other) => other === label).length,
      0,
    );
    return pairs === right || "each class has two points, so one pair";
  },
});
