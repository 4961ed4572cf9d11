import * as tf from "@tensorflow/tfjs";
import { distancesOnWebgpu } from "../../operators/webgpu/distances_on_webgpu.ts";
import { pullOnWebgpu } from "../../operators/webgpu/pull_on_webgpu.ts";
import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import { eachBlock } from "./each_block.ts";
import { orOne } from "./or_one.ts";

/**
 * Distances, or their squares, by differences: a Gram matrix in float32 is all rounding for points
 * that are close together or far from the origin.
 */
export function distancesOnDevice(x: tf.Tensor2D, squared: boolean): tf.Tensor2D {
  if (runsWgsl()) return distancesOnWebgpu(x, squared);
  const [rows, columns] = x.shape;
  // Under the root the differences are taken in units of the largest coordinate, so that the
  // squares of tiny ones stay above 0.
  const unit = squared ? tf.scalar(1) : orOne(x.abs().max());
  const blocks = eachBlock(rows, rows * columns, (start, count) => {
    const block = x.slice([start, 0], [count, columns]).expandDims(1);
    const squares = block.sub(x.expandDims(0)).div(unit).square().sum<tf.Tensor2D>(2);
    return squared ? squares : squares.sqrt().mul(unit);
  });
  return tf.concat(blocks, 0) as tf.Tensor2D;
}

export function pullOnDevice(x: tf.Tensor2D, slopes: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = x.shape;
  const both = slopes.add<tf.Tensor2D>(slopes.transpose());
  if (runsWgsl()) return pullOnWebgpu(x, both);
  const blocks = eachBlock(rows, rows * columns, (start, count) => {
    const block = x.slice([start, 0], [count, columns]).expandDims(1);
    const slope = both.slice([start, 0], [count, rows]).expandDims(2);
    return block.sub(x.expandDims(0)).mul(slope).sum<tf.Tensor2D>(1);
  });
  return tf.concat(blocks, 0);
}
