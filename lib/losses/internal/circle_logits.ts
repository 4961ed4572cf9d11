import type * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/**
 * `-gamma a_p (s - (1 - m))` with the weight `a_p = max(1 + m - s, 0)`, a constant to the gradient.
 */
export function positiveLogits<T extends tf.Tensor>(s: T, m: number, gamma: number): T {
  return weighted(s, (s) => s.neg().add(1 + m).relu().mul(-gamma), 1 - m);
}

/** `gamma a_n (s - m)` with the weight `a_n = max(s + m, 0)`, a constant to the gradient. */
export function negativeLogits<T extends tf.Tensor>(s: T, m: number, gamma: number): T {
  return weighted(s, (s) => s.add(m).relu().mul(gamma), m);
}

function weighted<T extends tf.Tensor>(s: T, weight: (s: T) => tf.Tensor, delta: number): T {
  return withGradient<T, T>(
    s,
    (s) => {
      const slope = weight(s);
      return { value: slope.mul(s.sub(delta)) as T, keep: [slope] };
    },
    (dy, [slope]) => dy.mul(slope),
  );
}
