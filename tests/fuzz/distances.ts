/** All squared distances, each summed from the differences of the coordinates in their order. */
export function squaredDistances(x: Float32Array, size: number, dim: number): Float64Array {
  const squares = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) {
        const difference = x[i * dim + k] - x[j * dim + k];
        sum += difference * difference;
      }
      squares[i * size + j] = squares[j * size + i] = sum;
    }
  }
  return squares;
}

/** Distances of squared ones, or these themselves. */
export function distance(squares: Float64Array, squared: boolean): Float64Array {
  return squared ? squares : squares.map(Math.sqrt);
}
