import * as tf from "@tensorflow/tfjs";
import { batchDistances } from "../../evaluation/batch_distances.ts";
import type { Tensor2D } from "../tensors.ts";

/** Distances, or their squares, in float64: TensorFlow.js's own kernels for them are slower here. */
export function distancesOnHost(x: Tensor2D, squared: boolean): Tensor2D {
  const [size, dim] = x.shape;
  const d = batchDistances(x.dataSync(), { size, dim, squared });
  return tf.tensor2d(Float32Array.from(d), [size, size]);
}

/** The gradient to the points, `sum_j (w_ij + w_ji) (x_i - x_j)`, from the slopes `w_ij`. */
export function pullOnHost(points: Tensor2D, slopes: Tensor2D): Tensor2D {
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
