/** Some of the rows of a matrix, in the order asked for. */
export function takeRows(x: Float32Array, which: readonly number[], dim: number): Float32Array {
  const taken = new Float32Array(which.length * dim);
  which.forEach((row, i) => taken.set(x.subarray(row * dim, (row + 1) * dim), i * dim));
  return taken;
}
