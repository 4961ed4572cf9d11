/**
 * Distances and their gradient in float64 on the host: TensorFlow.js's own kernels for the same
 * sums are slower in JavaScript and WebAssembly.
 */

/** The `rows x rows` distances of the rows of `x`. */
export function distancesOnHost(
  x: ArrayLike<number>,
  rows: number,
  columns: number,
  squared: boolean,
): Float32Array {
  const d = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) {
        const difference = x[i * columns + k] - x[j * columns + k];
        sum += difference * difference;
      }
      d[i * rows + j] = d[j * rows + i] = squared ? sum : Math.sqrt(sum);
    }
  }
  return d;
}

/**
 * The gradient to the points, `sum_j (w_ij + w_ji) (x_i - x_j)`, from the slopes `w_ij` that
 * {@linkcode import("../pairwise_distances.ts").pairwiseDistances} explains.
 */
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
