import * as tf from "@tensorflow/tfjs";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar, Tensor2D } from "../tensors.ts";
import type { TripletLossTensors } from "../triplet_loss_tensors.ts";
import { countTensors } from "./count_tensors.ts";
import { nothing } from "./nothing.ts";
import type { TripletCountTensors } from "./triplet_sum_types.ts";

/** A loss beside counts that are known. */
export function lossWithCounts(loss: Scalar, counts: TripletCounts): TripletLossTensors {
  const fraction = counts.positive / Math.max(counts.valid, 1);
  return { loss, fractionPositive: tf.scalar(fraction), counts: countTensors(counts) };
}

/** A loss beside counts that only the device knows. */
export function lossWithCountTensors(
  loss: Scalar,
  counts: TripletCountTensors,
): TripletLossTensors {
  const fractionPositive = counts.positive.toFloat().div(counts.valid.toFloat().maximum(1));
  return { loss, fractionPositive: fractionPositive as Scalar, counts };
}

/** What no points give. */
export function lossOfNothing(embeddings: Tensor2D): TripletLossTensors {
  const none = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  return lossWithCounts(nothing(embeddings), none);
}
