/** How many queries {@linkcode squaredDistances} takes at once. */
export const QUERIES_AT_ONCE = 4;

/** The squared Euclidean distance of two rows, in float64. */
export function squaredDistance(
  x: ArrayLike<number>,
  i: number,
  y: ArrayLike<number>,
  j: number,
  dim: number,
): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) {
    const difference = x[i * dim + d] - y[j * dim + d];
    sum += difference * difference;
  }
  return sum;
}

/**
 * Squared Euclidean distances of four queries, from `first` on (past the end the last), to the rows of
 * the gallery from `start` on, into `out`, `stride` further on for each query. By subtraction: equal
 * pairs are at equal distances. Eight sums run side by side, which keeps a scalar processor busy.
 */
export function squaredDistances(
  queries: Float64Array,
  first: number,
  gallery: Float64Array,
  dim: number,
  out: Float64Array,
  { start = 0, stride = gallery.length / dim } = {},
): void {
  const count = queries.length / dim, rows = gallery.length / dim;
  const at = (i: number) => Math.min(first + i, count - 1) * dim;
  const q0 = at(0), q1 = at(1), q2 = at(2), q3 = at(3);
  for (let j = start; j < rows; j += 2) {
    const y = j * dim;
    const z = j + 1 < rows ? y + dim : y;
    let y0 = 0, y1 = 0, y2 = 0, y3 = 0, z0 = 0, z1 = 0, z2 = 0, z3 = 0;
    for (let d = 0; d < dim; d++) {
      const v = gallery[y + d], w = gallery[z + d];
      const a = queries[q0 + d], b = queries[q1 + d], c = queries[q2 + d], e = queries[q3 + d];
      let t = a - v;
      y0 += t * t;
      t = b - v;
      y1 += t * t;
      t = c - v;
      y2 += t * t;
      t = e - v;
      y3 += t * t;
      t = a - w;
      z0 += t * t;
      t = b - w;
      z1 += t * t;
      t = c - w;
      z2 += t * t;
      t = e - w;
      z3 += t * t;
    }
    out[j] = y0;
    out[stride + j] = y1;
    out[2 * stride + j] = y2;
    out[3 * stride + j] = y3;
    if (j + 1 < rows) {
      out[j + 1] = z0;
      out[stride + j + 1] = z1;
      out[2 * stride + j + 1] = z2;
      out[3 * stride + j + 1] = z3;
    }
  }
}
