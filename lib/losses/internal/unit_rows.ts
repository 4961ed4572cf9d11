import * as tf from "@tensorflow/tfjs";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/** `x / ||x||` row by row, 0 for a row of zeros; see `l2Normalize`. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] === 0) return x.clone();
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      // Divided by the largest coordinate first, tiny rows keep their digits when squared.
      const unit = orOne(x.abs().max<tf.Tensor2D>(1, true));
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

/**
 * Rows of length 1, half of whose squared distances are the cosine distances of `x`. A column more
 * is the axis of the rows of zeros, which have no direction of their own.
 */
export function directions(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    unitRows(x),
    (unit) => {
      const isZero = unit.abs().max(1, true).equal(0).toFloat();
      return { value: tf.concat([unit, isZero], 1) as tf.Tensor2D, keep: [] };
    },
    (dy) => dy.slice([0, 0], x.shape),
  );
}
