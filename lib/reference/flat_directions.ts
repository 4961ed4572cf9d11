/**
 * Brings rows to length 1: half of a squared distance is then the cosine distance. Rows of zeros share
 * an axis of their own; `pull` takes so many times a gradient of the new rows to one of the old.
 */
export function flatDirections(x: ArrayLike<number>, dim: number) {
  const count = x.length / dim;
  const norms = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let largest = 0, squares = 0;
    for (let k = i * dim; k < (i + 1) * dim; k++) largest = Math.max(largest, Math.abs(x[k]));
    // Digit by digit as `l2Normalize` has it.
    for (let k = i * dim; k < (i + 1) * dim; k++) squares += (x[k] / largest) ** 2;
    norms[i] = largest && largest * Math.sqrt(squares);
  }
  const wide = norms.includes(0) ? dim + 1 : dim;
  const rows = new Float64Array(count * wide);
  for (let i = 0; i < count; i++) {
    if (norms[i] === 0) rows[i * wide + dim] = 1;
    else for (let k = 0; k < dim; k++) rows[i * wide + k] = x[i * dim + k] / norms[i];
  }
  function pull(slopes: ArrayLike<number>, into: Float32Array, times: number): Float32Array {
    for (let i = 0; i < count; i++) {
      let along = 0;
      for (let k = 0; k < dim; k++) along += slopes[i * wide + k] * rows[i * wide + k];
      for (let k = 0; k < dim; k++) {
        const across = slopes[i * wide + k] - along * rows[i * wide + k];
        into[i * dim + k] = norms[i] === 0 ? 0 : times * across / norms[i];
      }
    }
    return into;
  }
  return { rows, dim: wide, pull };
}
