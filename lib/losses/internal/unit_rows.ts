import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with_gradient.ts";

/** `x / ||x||` row by row, 0 for a row of zeros; see `l2Normalize`. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] === 0) return x.clone();
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      // Divided by the largest coordinate first, tiny rows keep their digits when squared.
      const largest = x.abs().max<tf.Tensor2D>(1, true);
      const orOne = largest.add(tf.sub(1, largest.step()));
      const ratios = x.div(orOne);
      const norm = ratios.square().sum<tf.Tensor2D>(1, true).sqrt();
      const unit = ratios.div(norm.add(tf.sub(1, norm.step()))) as tf.Tensor2D;
      return { value: unit, keep: [unit, norm, orOne] };
    },
    (dy, [unit, norm, orOne]) => {
      const across = dy.sub(unit.mul(dy.mul(unit).sum(1, true)));
      // A row of zeros has norm 0: its gradient is multiplied away, not divided by.
      return across.div(norm.add(tf.sub(1, norm.step()))).div(orOne).mul(norm.step());
    },
  );
}
