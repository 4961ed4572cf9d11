import * as tf from "@tensorflow/tfjs";
import { unitRows } from "./unit_rows.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Rows of length 1, half of whose squared distances are the cosine distances of `x`. A column more
 * is the axis of the rows of zeros, which have no direction of their own.
 */
export function directions(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    unitRows(x),
    (unit) => ({
      value: tf.concat([unit, unit.abs().max(1, true).equal(0).toFloat()], 1) as tf.Tensor2D,
      keep: [],
    }),
    (dy) => dy.slice([0, 0], x.shape),
  );
}
