import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "../../reference/reduce_losses.ts";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar, Tensor2D } from "../tensors.ts";
import type { Reduced, TripletLossTensors } from "../triplet_loss_tensors.ts";
import { countTensors } from "./count_tensors.ts";
import { nothing } from "./nothing.ts";
import type { TripletSums } from "./triplet_sum_types.ts";

/** The loss from an operator's, a mean over the triplets of one kind. */
export function lossOfMean<R extends Reduction>(
  mean: Scalar,
  over: "valid" | "positive",
  counts: TripletCounts,
  reduction: R,
): TripletLossTensors<R> {
  const { valid, positive } = counts;
  const counted = { "mean": valid, "mean-non-zero": positive, "sum": 1, "none": 1 }[reduction];
  return {
    loss: mean.mul(counts[over] / Math.max(counted, 1)) as Reduced<R>,
    fractionPositive: tf.scalar(positive / Math.max(valid, 1)),
    counts: countTensors(counts),
  };
}

/** The loss from the sums of the anchors, with counts that only the device may know. */
export function lossOfSums<R extends Reduction>(
  { sums, counts }: TripletSums,
  reduction: R,
  soft = false,
): TripletLossTensors<R> {
  const atLeastOne = (count: Scalar): Scalar => count.toFloat().maximum(1);
  const sum = (): Scalar => sums.sum();
  const loss = {
    "mean": () => sum().div(atLeastOne(counts.valid)),
    // Every smooth loss is above 0, so its mean over the non-zero ones is the mean over all.
    "mean-non-zero": () => sum().div(atLeastOne(soft ? counts.valid : counts.positive)),
    "sum": sum,
    "none": () => sums,
  }[reduction]() as Reduced<R>;
  const fractionPositive = counts.positive.toFloat().div(atLeastOne(counts.valid)) as Scalar;
  return { loss, fractionPositive, counts };
}

/** What no points give. */
export function lossOfNothing<R extends Reduction>(
  embeddings: Tensor2D,
  reduction: R,
): TripletLossTensors<R> {
  const none = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  return {
    loss: nothing(embeddings, reduction),
    fractionPositive: tf.scalar(0),
    counts: countTensors(none),
  };
}
