import * as tf from "@tensorflow/tfjs";
import type { DistanceOptions } from "../../checks/mod.ts";
import { batchDistances } from "../../evaluation/batch_distances.ts";
import { distancesOnWebgpu } from "../../operators/webgpu/distances_on_webgpu.ts";
import { pullOnWebgpu } from "../../operators/webgpu/pull_on_webgpu.ts";
import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import type { Tensor2D } from "../tensors.ts";
import { isHostReadable } from "./check_input.ts";
import { directions, eachBlock, orOne, withGradient } from "./ops.ts";

/** The distances of `pairwiseDistances`, of embeddings that were checked and are not none. */
export function distances(
  embeddings: Tensor2D,
  { squared = false, distance }: DistanceOptions,
): Tensor2D {
  if (distance === "cosine") return euclidean(directions(embeddings), true).div(2);
  return euclidean(embeddings, squared);
}

function euclidean(embeddings: Tensor2D, squared: boolean): Tensor2D {
  const [forward, pull] = isHostReadable()
    ? [distancesOnHost, pullOnHost]
    : [distancesOnDevice, pullOnDevice];
  return withGradient<Tensor2D, Tensor2D>(
    embeddings,
    (x) => {
      const value = forward(x, squared);
      return { value, keep: [x, value] };
    },
    // Where d = 0 the divisor is 1, and the factor x_i - x_j is 0 anyway.
    (dy, [x, d]) => pull(x as Tensor2D, squared ? dy.mul(2) : dy.div(orOne(d))),
  );
}

/** In float64: TensorFlow.js's own kernels for them are slower here. */
function distancesOnHost(x: Tensor2D, squared: boolean): Tensor2D {
  const [size, dim] = x.shape;
  const d = batchDistances(x.dataSync(), { size, dim, squared });
  return tf.tensor2d(Float32Array.from(d), [size, size]);
}

/** The gradient to the points, `sum_j (w_ij + w_ji) (x_i - x_j)`, from the slopes `w_ij`. */
function pullOnHost(points: Tensor2D, slopes: Tensor2D): Tensor2D {
  const [rows, columns] = points.shape;
  const x = points.dataSync(), w = slopes.dataSync();
  const pull = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const slope = w[i * rows + j] + w[j * rows + i];
      if (slope === 0) continue;
      for (let k = 0; k < columns; k++) {
        const force = slope * (x[i * columns + k] - x[j * columns + k]);
        pull[i * columns + k] += force;
        pull[j * columns + k] -= force;
      }
    }
  }
  return tf.tensor2d(Float32Array.from(pull), [rows, columns]);
}

/**
 * By differences: a Gram matrix in float32 is all rounding for points that are close together or far
 * from the origin. Under the root they are taken in units of the largest coordinate, so that the
 * squares of tiny ones stay above 0.
 */
function distancesOnDevice(x: Tensor2D, squared: boolean): Tensor2D {
  if (runsWgsl()) return distancesOnWebgpu(x, squared);
  const unit = squared ? tf.scalar(1) : orOne(x.abs().max());
  return inBlocks(x, (differences) => {
    const squares = differences.div(unit).square().sum<Tensor2D>(2);
    return squared ? squares : squares.sqrt().mul(unit);
  });
}

function pullOnDevice(x: Tensor2D, slopes: Tensor2D): Tensor2D {
  const both = slopes.add<Tensor2D>(slopes.transpose());
  if (runsWgsl()) return pullOnWebgpu(x, both);
  return inBlocks(x, (differences, start, count) => {
    const slope = both.slice([start, 0], [count, both.shape[1]]).expandDims(2);
    return differences.mul(slope).sum<Tensor2D>(1);
  });
}

/** What is made of the differences `x_i - x_j`, [rows of a block, B, D], block below block. */
function inBlocks(
  x: Tensor2D,
  make: (differences: tf.Tensor, start: number, count: number) => Tensor2D,
): Tensor2D {
  const [rows, columns] = x.shape;
  const blocks = eachBlock(rows, rows * columns, (start, count) => {
    const block = x.slice([start, 0], [count, columns]).expandDims(1);
    return make(block.sub(x.expandDims(0)), start, count);
  });
  return tf.concat(blocks, 0);
}
