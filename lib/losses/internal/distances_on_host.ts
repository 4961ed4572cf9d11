import { squaredDistance } from "../../reference/squared_distances.ts";

/**
 * The `rows x rows` distances of the rows of `x`, in float64: TensorFlow.js's own kernels for the same
 * sums are slower in JavaScript and WebAssembly.
 */
export function distancesOnHost(
  x: ArrayLike<number>,
  rows: number,
  columns: number,
  squared: boolean,
): Float32Array {
  const d = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const square = squaredDistance(x, i, x, j, columns);
      d[i * rows + j] = d[j * rows + i] = squared ? square : Math.sqrt(square);
    }
  }
  return d;
}

/** The gradient to the points, `sum_j (w_ij + w_ji) (x_i - x_j)`, from the slopes `w_ij`. */
export function pullOnHost(
  x: ArrayLike<number>,
  slopes: ArrayLike<number>,
  rows: number,
  columns: number,
): Float32Array {
  const pull = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const slope = slopes[i * rows + j] + slopes[j * rows + i];
      if (slope === 0) continue;
      for (let k = 0; k < columns; k++) {
        const force = slope * (x[i * columns + k] - x[j * columns + k]);
        pull[i * columns + k] += force;
        pull[j * columns + k] -= force;
      }
    }
  }
  return Float32Array.from(pull);
}
