import * as tf from "@tensorflow/tfjs";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar } from "../tensors.ts";
import type { TripletCountTensors } from "./triplet_sum_types.ts";

/** Counts as int32 scalars, or float32 ones where int32 cannot hold them. */
export function countTensors(counts: TripletCounts): TripletCountTensors {
  const scalar = (count: number): Scalar => tf.scalar(count, count < 2 ** 31 ? "int32" : "float32");
  return mapCounts(counts, scalar);
}

/** The same of each of the counts. */
export function mapCounts<From, To>(
  counts: Readonly<Record<keyof TripletCounts, From>>,
  each: (count: From) => To,
): Record<keyof TripletCounts, To> {
  const entries = Object.entries<From>(counts).map(([kind, count]) => [kind, each(count)]);
  return Object.fromEntries(entries);
}
