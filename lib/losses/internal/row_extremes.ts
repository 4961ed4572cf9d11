import type * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/** Each row's largest entry, [B, 1]; those that tie share the gradient, which `max` hands to each. */
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

export function rowMin(x: tf.Tensor2D): tf.Tensor2D {
  return rowMax(x.neg()).neg();
}
