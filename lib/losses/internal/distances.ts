import * as tf from "@tensorflow/tfjs";
import type { DistanceOptions } from "../../checks/mod.ts";
import { batchDistances } from "../../evaluation/batch_distances.ts";
import { distancesOnWebgpu } from "../../operators/webgpu/distances_on_webgpu.ts";
import { pullOnWebgpu } from "../../operators/webgpu/pull_on_webgpu.ts";
import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import type { Tensor2D } from "../tensors.ts";
import { directions, orOne, withGradient } from "./ops.ts";

/** The distances of `pairwiseDistances`, of embeddings that were checked and are not none. */
export function distances(
  embeddings: Tensor2D,
  { squared = false, distance }: DistanceOptions,
): Tensor2D {
  if (distance === "cosine") return euclidean(directions(embeddings), true).div(2);
  return euclidean(embeddings, squared);
}

function euclidean(embeddings: Tensor2D, squared: boolean): Tensor2D {
  return withGradient<Tensor2D, Tensor2D>(
    embeddings,
    (x) => {
      const value = runsWgsl() ? distancesOnWebgpu(x, squared) : distancesOnHost(x, squared);
      return { value, keep: [x, value] };
    },
    (dy, kept) => {
      const [x, d] = kept as Tensor2D[];
      if (runsWgsl()) return pullOnWebgpu(x, dy, d, squared);
      // Where d = 0 the divisor is 1, and the factor x_i - x_j is 0 anyway.
      return pullOnHost(x, squared ? dy.mul(2) : dy.div(orOne(d)));
    },
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
