import * as tf from "@tensorflow/tfjs";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar } from "../tensors.ts";
import type { TripletCountTensors } from "./triplet_sum_types.ts";

/** Counts as int32 scalars, or float32 ones where int32 cannot hold them. */
export function countTensors(counts: TripletCounts): TripletCountTensors {
  const scalar = (count: number): Scalar => tf.scalar(count, count < 2 ** 31 ? "int32" : "float32");
  return {
    valid: scalar(counts.valid),
    positive: scalar(counts.positive),
    easy: scalar(counts.easy),
    semiHard: scalar(counts.semiHard),
    hard: scalar(counts.hard),
  };
}
