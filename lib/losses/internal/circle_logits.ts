import type * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/**
 * `-gamma a_p (s - (1 - m))` with the weight `a_p = max(1 + m - s, 0)`, a constant to the gradient.
 */
export function positiveLogits<T extends tf.Tensor>(s: T, m: number, gamma: number): T {
  return withGradient<T, T>(
    s,
    (s) => {
      const slope = s.neg().add(1 + m).relu().mul(-gamma);
      return { value: slope.mul(s.sub(1 - m)) as T, keep: [slope] };
    },
    (dy, [slope]) => dy.mul(slope),
  );
}

/** `gamma a_n (s - m)` with the weight `a_n = max(s + m, 0)`, a constant to the gradient. */
export function negativeLogits<T extends tf.Tensor>(s: T, m: number, gamma: number): T {
  return withGradient<T, T>(
    s,
    (s) => {
      const slope = s.add(m).relu().mul(gamma);
      return { value: slope.mul(s.sub(m)) as T, keep: [slope] };
    },
    (dy, [slope]) => dy.mul(slope),
  );
}
