const [ROWS, ROUNDS] = [512, 60];

/** The first direction's share, how many there are in effect, and the rows in the first two. */
export function mainDirections(x: Float64Array, labels: Int32Array, dim: number) {
  const size = Math.min(labels.length, ROWS);
  // Every k-th row: the sample stands in the order of the data, which may be that of the classes.
  const rows = Array.from({ length: size }, (_, i) => Math.floor(i * labels.length / size));
  const gram = centredGram(x, rows, dim);
  let [trace, squares] = [0, 0];
  for (let i = 0; i < size; i++) trace += gram[i * size + i];
  for (const value of gram) squares += value * value;
  const first = topVector(gram, size, []);
  const second = topVector(gram, size, [first.vector]);
  const points = rows.map((_, i) =>
    [first, second].map(({ vector, value }) => vector[i] * Math.sqrt(Math.max(value, 0)))
  );
  return {
    directions: {
      first: trace > 0 ? first.value / trace : NaN,
      effective: squares > 0 ? trace * trace / squares : 0,
    },
    plane: { points, labels: Int32Array.from(rows, (row) => labels[row]) },
  };
}

function centredGram(x: Float64Array, rows: readonly number[], dim: number): Float64Array {
  const size = rows.length;
  const mean = new Float64Array(dim);
  for (const row of rows) for (let c = 0; c < dim; c++) mean[c] += x[row * dim + c] / size;
  const centred = rows.map((row) =>
    Float64Array.from({ length: dim }, (_, c) => x[row * dim + c] - mean[c])
  );
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0;
      for (let c = 0; c < dim; c++) sum += centred[i][c] * centred[j][c];
      gram[i * size + j] = gram[j * size + i] = sum;
    }
  }
  return gram;
}

/** The largest eigenvalue and its vector of unit length, away from those already found. */
function topVector(gram: Float64Array, size: number, known: readonly Float64Array[]) {
  let vector = Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.7 * i)), value = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const other of known) {
      const along = other.reduce((sum, entry, i) => sum + entry * vector[i], 0);
      vector.forEach((_, i) => vector[i] -= along * other[i]);
    }
    const next = vector.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += gram[i * size + j] * vector[j];
      return sum;
    });
    const length = Math.hypot(...next);
    value = length / (Math.hypot(...vector) || 1);
    if (length === 0) return { vector, value: 0 };
    vector = next.map((entry) => entry / length);
  }
  return { vector, value };
}
