import { toyBatch } from "../datasets/toy_batch.ts";
import { batchAllTripletLoss } from "../reference/batch_all_triplet_loss.ts";
import { pairwiseDistances } from "../reference/pairwise_distances.ts";
import { defineExercise } from "./exercise.ts";

/** Valid triplets of P classes with K points each. */
const tripletsOf = (P: number, K: number) => P * K * (K - 1) * (P * K - K);

/** The count of valid triplets, read backwards. */
export const classesForTriplets = defineExercise({
  id: "2.1",
  title: "read it backwards",
  check(classes: number) {
    if (!Number.isInteger(classes) || classes < 1) return "a whole number of classes";
    if (tripletsOf(classes, 4) < 100_000) return `${classes} classes hold fewer than 100,000`;
    return tripletsOf(classes - 1, 4) < 100_000 || "that many are enough, but fewer are too";
  },
});

/** Labels of which no triplet can be made. */
export const noTriplet = defineExercise({
  id: "2.2",
  title: "break it",
  check(six: number[]) {
    const { points } = toyBatch();
    if (!Array.isArray(six) || six.length !== points.length) return "an array of six labels";
    const { valid } = batchAllTripletLoss(points, six, { margin: 1 }).counts;
    return valid === 0 || `${valid} triplets are still valid`;
  },
});

/** A place for f where the batch costs less. */
export const moveF = defineExercise({
  id: "2.3",
  title: "move a point",
  check(place: readonly [number, number], { margin }: { margin: number }) {
    if (!Array.isArray(place) || place.length !== 2) return "an array of two coordinates";
    const { points, labels } = toyBatch();
    const lossAt = (f: readonly number[]) =>
      batchAllTripletLoss([...points.slice(0, 5), [...f]], labels, { margin }).loss;
    const [was, is] = [lossAt(points[5]), lossAt(place)];
    return is < 0.9 * was || `the loss is ${is.toFixed(2)}, from ${was.toFixed(2)}`;
  },
});

/** The distance of each anchor to its nearest negative, from distances and labels. */
export type NearestNegatives = (d: number[][], labels: number[]) => number[];

/** Batch hard's second trick, written by hand. */
export const rowMaximum = defineExercise({
  id: "2.4",
  title: "the row's maximum",
  check(nearest: NearestNegatives) {
    const { points, labels } = toyBatch();
    for (const scale of [1, 1e12]) {
      const d = pairwiseDistances(points.map((point) => point.map((value) => scale * value)));
      const right = d.map((row, a) => Math.min(...row.filter((_, n) => labels[n] !== labels[a])));
      const found = nearest(d, [...labels]);
      const wrong = right.findIndex((value, a) => value !== found?.[a]);
      if (wrong < 0) continue;
      const where = scale === 1 ? "" : " when all points are far apart";
      return `anchor ${wrong}: expected ${right[wrong]}, got ${found?.[wrong]}${where}`;
    }
    const [one] = nearest([[0, 3], [3, 0]], [7, 7]);
    return one === 3 || `without a negative the row's maximum is wanted, 3 here, got ${one}`;
  },
});
