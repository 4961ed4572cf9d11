import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor2D } from "../tensors.ts";
import { withGradient } from "./with_gradient.ts";

/** What an operator of `lib/operators/` gives. */
interface Outcome {
  readonly loss: number;
  readonly gradient?: Float32Array;
}

/**
 * The seam to `lib/operators/`: a loss that an operator computes on the host, with its gradient in
 * the same pass, becomes one differentiable scalar; what else the operator told stands beside it.
 * The gradient is asked for only while one is being recorded.
 */
export function fusedLoss<T extends Outcome>(
  embeddings: Tensor2D,
  operator: (x: Float32Array, gradient: boolean) => T,
): { loss: Scalar; outcome: T } {
  const recording = tf.engine().isTapeOn();
  const outcome = operator(embeddings.dataSync() as Float32Array, recording);
  const { gradient } = outcome;
  const loss = withGradient<Tensor2D, Scalar>(
    embeddings,
    (x) => ({
      value: tf.scalar(outcome.loss),
      keep: gradient ? [tf.tensor(gradient, x.shape)] : [],
    }),
    (dy, [slope]) => slope.mul(dy),
  );
  return { loss, outcome };
}
