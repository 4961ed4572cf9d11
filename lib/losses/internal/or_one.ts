import * as tf from "@tensorflow/tfjs";

/** A divisor of at least 0, with 1 in the place of 0. */
export function orOne(divisor: tf.Tensor): tf.Tensor {
  return divisor.add(tf.sub(1, divisor.step()));
}
