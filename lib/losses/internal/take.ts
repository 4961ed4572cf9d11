import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/** `x[indices]`, each index at most once: WebAssembly lacks a kernel for the gradient of `gather`. */
export function take(x: tf.Tensor1D, indices: readonly number[]): tf.Tensor1D {
  const none = indices.length === 0; // and still a function of x, whose gradient may be asked for
  return withGradient<tf.Tensor1D, tf.Tensor1D>(
    x,
    (x) => ({
      value: none
        ? tf.tensor1d([], "float32")
        : x.gather(tf.tensor1d(Int32Array.from(indices), "int32")),
      keep: [],
    }),
    (dy) => {
      if (none) return tf.zeros([x.size]);
      const places = tf.tensor2d(Int32Array.from(indices), [indices.length, 1], "int32");
      return tf.scatterND(places, dy, [x.size]);
    },
  );
}
