import type * as tf from "@tensorflow/tfjs";

/** A loss of 0 whose gradient is 0: `sum(0 x)`, so that a gradient can still be asked for. */
export function nothing(x: tf.Tensor): tf.Scalar {
  return x.mul(0).sum();
}
