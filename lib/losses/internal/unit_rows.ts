import type * as tf from "@tensorflow/tfjs";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/** `x / ||x||` row by row, 0 for a row of zeros; see `l2Normalize`. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] === 0) return x.clone();
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      // Divided by the largest coordinate first, tiny rows keep their digits when squared.
      const largest = x.abs().max<tf.Tensor2D>(1, true);
      const unit = orOne(largest);
      const ratios = x.div(unit);
      const norm = ratios.square().sum<tf.Tensor2D>(1, true).sqrt();
      const value = ratios.div(orOne(norm)) as tf.Tensor2D;
      return { value, keep: [value, norm, unit] };
    },
    (dy, [value, norm, unit]) => {
      const across = dy.sub(value.mul(dy.mul(value).sum(1, true)));
      // A row of zeros has norm 0: its gradient is multiplied away, not divided by.
      return across.div(orOne(norm)).div(unit).mul(norm.step());
    },
  );
}
