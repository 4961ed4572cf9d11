import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor2D } from "../tensors.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * The seam to `lib/operators/`: a loss that an operator computes on the host, with its gradient in
 * the same pass, becomes one differentiable scalar. The gradient is asked for only while one is
 * being recorded.
 */
export function fusedLoss(
  embeddings: Tensor2D,
  operator: (x: Float32Array, gradient: boolean) => { loss: number; gradient?: Float32Array },
): Scalar {
  const recording = tf.engine().isTapeOn();
  return withGradient<Tensor2D, Scalar>(
    embeddings,
    (x) => {
      const { loss, gradient } = operator(x.dataSync() as Float32Array, recording);
      return { value: tf.scalar(loss), keep: gradient ? [tf.tensor(gradient, x.shape)] : [] };
    },
    (dy, [gradient]) => gradient.mul(dy),
  );
}
