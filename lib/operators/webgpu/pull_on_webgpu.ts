import type * as tf from "@tensorflow/tfjs";
import { type Kernel, runProgram } from "./run_program.ts";

/** A thread takes four coordinates of four points, so that what it reads serves four times. */
const TILE = [0, 1, 2, 3];

const kernel = (squared: boolean): Kernel => ({
  key: squared ? "pull_squared" : "pull",
  inputs: ["points", "slopes", "distances"],
  code: `
    fn store(i : i32, k : i32, sum : f32) {
      if (i >= uniforms.pointsShape.x || k >= uniforms.pointsShape.y) { return; }
      result[i * uniforms.pointsShape.y + k] = sum;
    }
    fn main(index : i32) {
      let rows = uniforms.pointsShape.x;
      let dim = uniforms.pointsShape.y;
      let tiles = (dim + 3) / 4;
      if (index >= (rows + 3) / 4 * tiles) { return; }
      let i = index / tiles * 4;
      let k = index - index / tiles * tiles;
      ${TILE.map((r) => `let i${r} = min(i + ${r}, rows - 1);`).join("\n")}
      ${
    TILE.map((q) => `
      let k${q} = min(k + ${q} * tiles, dim - 1);
      let here${q} = vec4<f32>(${TILE.map((r) => `points[i${r} * dim + k${q}]`).join(", ")});
      var sum${q} = vec4<f32>(0.0);`).join("")
  }
      for (var start = 0; start < rows; start = start + 32) {
        ${TILE.map((q) => `var part${q} = vec4<f32>(0.0);`).join("\n")}
        for (var j = start; j < min(start + 32, rows); j = j + 1) {
          let there = vec4<f32>(${TILE.map((r) => `slopes[i${r} * rows + j]`).join(", ")});
          let back = vec4<f32>(${TILE.map((r) => `slopes[j * rows + i${r}]`).join(", ")});
          let far = vec4<f32>(${TILE.map((r) => `distances[i${r} * rows + j]`).join(", ")});
          let slope = (there + back) ${
    squared ? "* 2.0" : "/ select(far, vec4<f32>(1.0), far == vec4<f32>(0.0))"
  };
          ${
    TILE.map((q) => `part${q} = part${q} + slope * (here${q} - points[j * dim + k${q}]);`)
      .join("\n")
  }
        }
        ${TILE.map((q) => `sum${q} = sum${q} + part${q};`).join("\n")}
      }
      ${
    TILE.flatMap((q) => TILE.map((r) => `store(i + ${r}, k + ${q} * tiles, sum${q}[${r}]);`))
      .join("\n")
  }
    }`,
});

/** The gradient to points from the slopes at their distances (or squared ones), [B, D]. */
export function pullOnWebgpu(
  x: tf.Tensor2D,
  slopes: tf.Tensor2D,
  distances: tf.Tensor2D,
  squared: boolean,
): tf.Tensor2D {
  return runProgram<tf.Tensor2D>(kernel(squared), [x, slopes, distances], {
    shape: x.shape,
    threads: Math.ceil(x.shape[0] / 4) * Math.ceil(x.shape[1] / 4),
  });
}
