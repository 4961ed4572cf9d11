import * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram } from "./run_program.ts";

/** A thread takes 4 x 4 pairs, so that what it reads serves four times. */
const TILE = [0, 1, 2, 3];

/**
 * Under the root the coordinates are taken in units of a power of two near the largest of them: the
 * squares of tiny ones stay above 0, and nothing is rounded. The sum has two levels, so that its error
 * does not grow with D; a step of Newton's mends what WGSL's `sqrt` may be off by.
 */
const kernel = (squared: boolean): Kernel => ({
  key: squared ? "squared_distances" : "distances",
  inputs: ["columns", "largest"],
  code: `
    fn store(i : i32, j : i32, sum : f32, unit : f32) {
      let rows = uniforms.columnsShape.y;
      if (i >= rows || j >= rows) { return; }
      ${
    squared ? "result[i * rows + j] = sum;" : `var root = sqrt(sum);
      if (root > 0.0) { root = root - fma(root, root, -sum) / (2.0 * root); }
      result[i * rows + j] = root * unit;`
  }
    }
    fn main(index : i32) {
      let rows = uniforms.columnsShape.y;
      let dim = uniforms.columnsShape.x;
      let tiles = (rows + 3) / 4;
      if (index >= tiles * tiles) { return; }
      // Four rows that follow each other; columns a quarter of the batch apart, next to the
      // neighbouring threads' ones.
      let i = index / tiles * 4;
      let j = index - index / tiles * tiles;
      let last = rows - 1;
      let exponent = (bitcast<u32>(largest[0]) >> 23u) & 255u;
      ${
    squared ? "let shrink = 1.0; let unit = 1.0;" : `
      let e = clamp(exponent, 1u, 253u);
      let shrink = select(bitcast<f32>((254u - e) << 23u), 1.0, exponent == 0u);
      var unit = select(bitcast<f32>(e << 23u), 1.0, exponent == 0u);
      if (exponent == 255u) { unit = uniforms.NAN; }`
  }
      ${TILE.map((q) => `var sum${q} = vec4<f32>(0.0);`).join("\n")}
      for (var start = 0; start < dim; start = start + 16) {
        ${TILE.map((q) => `var part${q} = vec4<f32>(0.0);`).join("\n")}
        for (var k = start; k < min(start + 16, dim); k = k + 1) {
          let at = k * rows;
          let here = vec4<f32>(${TILE.map((r) => `columns[at + min(i + ${r}, last)]`).join(", ")});
          ${
    TILE.map((q) => `
          let gap${q} = (here - columns[at + min(j + ${q} * tiles, last)]) * shrink;
          part${q} = part${q} + gap${q} * gap${q};`).join("")
  }
        }
        ${TILE.map((q) => `sum${q} = sum${q} + part${q};`).join("\n")}
      }
      ${
    TILE.flatMap((q) => TILE.map((r) => `store(i + ${r}, j + ${q} * tiles, sum${q}[${r}], unit);`))
      .join("\n")
  }
    }`,
});

/** Distances of all pairs, or their squares, [B, B], on the device. */
export function distancesOnWebgpu(x: tf.Tensor2D, squared: boolean): tf.Tensor2D {
  const rows = x.shape[0];
  return tf.tidy(() =>
    runProgram<tf.Tensor2D>(kernel(squared), [x.transpose(), x.abs().max()], {
      shape: [rows, rows],
      threads: Math.ceil(rows / 4) ** 2,
    })
  );
}
