import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";
import { mapCounts } from "./count_tensors.ts";
import type { TripletCountTensors, TripletSlopes, TripletSums } from "./triplet_sum_types.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Sums of triplet losses as a function of the distances, with counts beside them. The gradient needs
 * no tape: an anchor's sum depends on its row of distances alone, and the slopes are known, a B x B
 * matrix that is kept.
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
      Object.values(computed.counts).forEach((count) => tf.keep(count));
      counts = computed.counts;
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
