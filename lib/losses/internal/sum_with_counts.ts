import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor2D } from "../tensors.ts";
import { mapCounts } from "./count_tensors.ts";
import type { TripletCountTensors, TripletSlopes, TripletSums } from "./triplet_sum_types.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * A sum of triplet losses as a function of the distances, with counts beside it. Its gradient needs
 * no tape: the slope of the sum to each distance is known, a B x B matrix that is kept.
 */
export function sumWithCounts(
  distances: Tensor2D,
  compute: (d: Tensor2D) => TripletSlopes,
): TripletSums {
  let counts: TripletCountTensors | undefined;
  const sum = withGradient<Tensor2D, Scalar>(
    distances,
    (d) => {
      const sums = compute(d);
      // Kept past the end of this scope, and handed to the caller's below.
      Object.values(sums.counts).forEach((count) => tf.keep(count));
      counts = sums.counts;
      return { value: sums.sum, keep: [sums.slopes] };
    },
    (dy, [slopes]) => slopes.mul(dy),
  );
  const handOver = (count: Scalar): Scalar => {
    const copy = count.clone();
    count.dispose();
    return copy;
  };
  return { sum, counts: mapCounts(counts!, handOver) };
}
