import * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram } from "./run_program.ts";

/**
 * One thread a pair, by differences: neither a Gram matrix nor anything of size B^2 D.
 *
 * Under the root the coordinates are taken in units of a power of two near the largest of them: the
 * squares of tiny ones stay above 0, and of whole numbers nothing is rounded. The sum has two levels,
 * so that its error does not grow with D. WGSL's `sqrt` may be off in its last digits; one step of
 * Newton's brings roots of square numbers back to where they belong.
 */
const kernel = (squared: boolean): Kernel => ({
  key: squared ? "squared_distances" : "distances",
  inputs: ["columns", "largest"],
  code: `
    fn main(index : i32) {
      let rows = uniforms.columnsShape.y;
      let dim = uniforms.columnsShape.x;
      if (index >= rows * rows) { return; }
      let i = index / rows;
      let j = index - i * rows;
      let exponent = (bitcast<u32>(largest[0]) >> 23u) & 255u;
      ${
    squared ? "let shrink = 1.0;" : `if (exponent == 255u) { result[index] = uniforms.NAN; return; }
      let e = clamp(exponent, 1u, 253u);
      let shrink = select(bitcast<f32>((254u - e) << 23u), 1.0, exponent == 0u);
      let unit = select(bitcast<f32>(e << 23u), 1.0, exponent == 0u);`
  }
      var sum = 0.0;
      for (var start = 0; start < dim; start = start + 16) {
        var part = 0.0;
        for (var k = start; k < min(start + 16, dim); k = k + 1) {
          let gap = (columns[k * rows + i] - columns[k * rows + j]) * shrink;
          part = part + gap * gap;
        }
        sum = sum + part;
      }
      ${
    squared ? "result[index] = sum;" : `var root = sqrt(sum);
      if (root > 0.0) { root = root - fma(root, root, -sum) / (2.0 * root); }
      result[index] = root * unit;`
  }
    }`,
});

/** Distances of all pairs, or their squares, [B, B], on the device. */
export function distancesOnWebgpu(x: tf.Tensor2D, squared: boolean): tf.Tensor2D {
  const rows = x.shape[0];
  return tf.tidy(() =>
    runProgram<tf.Tensor2D>(kernel(squared), [x.transpose(), x.abs().max()], {
      shape: [rows, rows],
      dtype: "float32",
      threads: rows * rows,
    })
  );
}
