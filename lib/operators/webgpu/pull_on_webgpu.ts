import * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram } from "./run_program.ts";

/** One thread a coordinate of a point; the sum over the others has two levels. */
const kernel: Kernel = {
  key: "pull",
  inputs: ["points", "slopes"],
  code: `
    fn main(index : i32) {
      let rows = uniforms.pointsShape.x;
      let dim = uniforms.pointsShape.y;
      if (index >= rows * dim) { return; }
      let i = index / dim;
      let k = index - i * dim;
      let here = points[index];
      var sum = 0.0;
      for (var start = 0; start < rows; start = start + 32) {
        var part = 0.0;
        for (var j = start; j < min(start + 32, rows); j = j + 1) {
          part = part + slopes[i * rows + j] * (here - points[j * dim + k]);
        }
        sum = sum + part;
      }
      result[index] = sum;
    }`,
};

/** `sum_j S_ij (x_i - x_j)` for symmetric slopes S, [B, D], on the device. */
export function pullOnWebgpu(x: tf.Tensor2D, symmetric: tf.Tensor2D): tf.Tensor2D {
  return runProgram<tf.Tensor2D>(kernel, [x, symmetric], {
    shape: x.shape,
    dtype: "float32",
    threads: x.size,
  });
}
