import * as tf from "@tensorflow/tfjs";
import { eachBlock } from "./each_block.ts";

/**
 * Squared distances by differences on the device, in blocks of rows. No Gram matrix: in float32 it
 * is all rounding for points that are close together or far from the origin.
 */
export function squaresOnDevice(x: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const blocks = eachBlock(rows, rows * columns, (start, count) => {
    const block = x.slice([start, 0], [count, columns]).expandDims(1);
    return block.sub(x.expandDims(0)).square().sum<tf.Tensor2D>(2);
  });
  return tf.concat(blocks, 0);
}

/** The gradient to the points, `sum_j (w_ij + w_ji) (x_i - x_j)`. */
export function pullOnDevice(x: tf.Tensor2D, slopes: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const both = slopes.add(slopes.transpose());
  const blocks = eachBlock(rows, rows * columns, (start, count) => {
    const block = x.slice([start, 0], [count, columns]).expandDims(1);
    const slope = both.slice([start, 0], [count, rows]).expandDims(2);
    return block.sub(x.expandDims(0)).mul(slope).sum<tf.Tensor2D>(1);
  });
  return tf.concat(blocks, 0);
}
