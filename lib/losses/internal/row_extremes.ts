import type * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/**
 * The largest entry of each row, `[B, N]` to `[B, 1]`. The gradient is shared equally among tied
 * entries: TensorFlow.js's own `max` hands the whole of it to each.
 */
export function rowMax(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      const value = x.max<tf.Tensor2D>(1, true);
      return { value, keep: [x, value] };
    },
    (dy, [x, value]) => {
      const tied = x.equal(value).toFloat();
      return tied.mul(dy).div(tied.sum(1, true));
    },
  );
}

/** The smallest entry of each row, with the same shared gradient. */
export function rowMin(x: tf.Tensor2D): tf.Tensor2D {
  return rowMax(x.neg()).neg();
}
