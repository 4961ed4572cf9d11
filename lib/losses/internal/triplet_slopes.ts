import * as tf from "@tensorflow/tfjs";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar, Tensor1D, Tensor2D, TripletCountTensors } from "../tensors.ts";
import { withGradient } from "./ops.ts";

/** The sum of each anchor's triplet losses, differentiable, and the counts of the batch. */
export interface TripletSums {
  readonly sums: Tensor1D;
  readonly counts: TripletCountTensors;
}

/** The same with the slope of each anchor's sum to every distance of its row. */
export interface TripletSlopes extends TripletSums {
  readonly slopes: Tensor2D;
}

export function countTensors(counts: TripletCounts): TripletCountTensors {
  return mapCounts(counts, (count) => tf.scalar(count, count < 2 ** 31 ? "int32" : "float32"));
}

/**
 * Sums of triplet losses as a function of the distances, without a tape: an anchor's sum depends on
 * its row of distances alone, whose slopes are known and kept.
 */
export function sumsWithCounts(
  distances: Tensor2D,
  compute: (d: Tensor2D) => TripletSlopes,
): TripletSums {
  let counts: TripletCountTensors | undefined;
  const sums = withGradient<Tensor2D, Tensor1D>(
    distances,
    (d) => {
      const computed = compute(d);
      // Kept past the end of this scope, and handed to the caller's below.
      counts = mapCounts(computed.counts, (count) => tf.keep(count));
      return { value: computed.sums, keep: [computed.slopes] };
    },
    (dy, [slopes]) => slopes.mul(dy.expandDims(1)),
  );
  const handOver = (count: Scalar): Scalar => {
    const copy = count.clone();
    count.dispose();
    return copy;
  };
  return { sums, counts: mapCounts(counts!, handOver) };
}

function mapCounts<From>(
  counts: Readonly<Record<keyof TripletCounts, From>>,
  each: (count: From) => Scalar,
): TripletCountTensors {
  const entries = Object.entries<From>(counts).map(([kind, count]) => [kind, each(count)]);
  return Object.fromEntries(entries);
}
