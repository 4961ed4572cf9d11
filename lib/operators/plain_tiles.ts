/** Rows and columns of the tiles that a batch's pairs are cut into: two tiles of rows fit the cache. */
export const TILE = 32;

/** Copies rows in a given order into float64. */
export function gatherRows(rows: Float32Array, order: Int32Array, dim: number): Float64Array {
  const copy = new Float64Array(order.length * dim);
  for (let r = 0; r < order.length; r++) {
    const from = order[r] * dim;
    for (let k = 0; k < dim; k++) copy[r * dim + k] = rows[from + k];
  }
  return copy;
}

/** The distance of two rows from the differences of their coordinates, summed in order. */
export function pairDistance(
  points: Float64Array,
  i: number,
  j: number,
  dim: number,
  squared: boolean,
): number {
  let sum = 0;
  for (let k = 0, a = i * dim, b = j * dim; k < dim; k++, a++, b++) {
    const difference = points[a] - points[b];
    sum += difference * difference;
  }
  return squared ? sum : Math.sqrt(sum);
}

/**
 * Squared distances of `rows` rows from `i0` to `columns` rows from `j0`, into a tile with a row
 * stride of TILE. Each is summed in the order of {@link pairDistance}, so that ties stay ties.
 */
export function distanceTile(
  tile: Float64Array,
  points: Float64Array,
  i0: number,
  rows: number,
  j0: number,
  columns: number,
  dim: number,
): void {
  let r = 0;
  for (; r + 2 <= rows; r += 2) {
    const a0 = (i0 + r) * dim;
    const a1 = a0 + dim;
    let c = 0;
    // 2 x 4 sums at once: what the processor's registers hold.
    for (; c + 4 <= columns; c += 4) {
      const b0 = (j0 + c) * dim;
      const b1 = b0 + dim, b2 = b1 + dim, b3 = b2 + dim;
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
      for (let k = 0; k < dim; k++) {
        const x0 = points[a0 + k], x1 = points[a1 + k];
        const y0 = points[b0 + k], y1 = points[b1 + k];
        const y2 = points[b2 + k], y3 = points[b3 + k];
        let e = x0 - y0;
        s00 += e * e;
        e = x0 - y1;
        s01 += e * e;
        e = x0 - y2;
        s02 += e * e;
        e = x0 - y3;
        s03 += e * e;
        e = x1 - y0;
        s10 += e * e;
        e = x1 - y1;
        s11 += e * e;
        e = x1 - y2;
        s12 += e * e;
        e = x1 - y3;
        s13 += e * e;
      }
      const t0 = r * TILE + c;
      tile[t0] = s00;
      tile[t0 + 1] = s01;
      tile[t0 + 2] = s02;
      tile[t0 + 3] = s03;
      tile[t0 + TILE] = s10;
      tile[t0 + TILE + 1] = s11;
      tile[t0 + TILE + 2] = s12;
      tile[t0 + TILE + 3] = s13;
    }
    for (; c < columns; c++) {
      tile[r * TILE + c] = pairDistance(points, i0 + r, j0 + c, dim, true);
      tile[(r + 1) * TILE + c] = pairDistance(points, i0 + r + 1, j0 + c, dim, true);
    }
  }
  for (; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      tile[r * TILE + c] = pairDistance(points, i0 + r, j0 + c, dim, true);
    }
  }
}

/** Inner products of the same rows, into the same kind of tile as {@link distanceTile}. */
export function productTile(
  tile: Float64Array,
  points: Float64Array,
  i0: number,
  rows: number,
  j0: number,
  columns: number,
  dim: number,
): void {
  for (let r = 0; r < rows; r++) {
    const a = (i0 + r) * dim;
    let c = 0;
    for (; c + 4 <= columns; c += 4) {
      const b0 = (j0 + c) * dim;
      const b1 = b0 + dim, b2 = b1 + dim, b3 = b2 + dim;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let k = 0; k < dim; k++) {
        const x = points[a + k];
        s0 += x * points[b0 + k];
        s1 += x * points[b1 + k];
        s2 += x * points[b2 + k];
        s3 += x * points[b3 + k];
      }
      const t = r * TILE + c;
      tile[t] = s0;
      tile[t + 1] = s1;
      tile[t + 2] = s2;
      tile[t + 3] = s3;
    }
    for (; c < columns; c++) {
      let sum = 0;
      for (let k = 0, b = (j0 + c) * dim; k < dim; k++) sum += points[a + k] * points[b + k];
      tile[r * TILE + c] = sum;
    }
  }
}

/**
 * `sums[i] += sum over j of weight(i, j) points[j]` for `rows` rows from `i0` and `columns` rows from
 * `j0`, where weight(r, c) stands at `tile[r * down + c * across]`.
 */
export function addProducts(
  sums: Float64Array,
  i0: number,
  rows: number,
  points: Float64Array,
  j0: number,
  columns: number,
  tile: Float64Array,
  down: number,
  across: number,
  dim: number,
): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const w0 = r * down, w1 = w0 + down, w2 = w1 + down, w3 = w2 + down;
    const g0 = (i0 + r) * dim, g1 = g0 + dim, g2 = g1 + dim, g3 = g2 + dim;
    let k = 0;
    for (; k + 2 <= dim; k += 2) {
      let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0;
      for (let c = 0, x = j0 * dim + k, w = 0; c < columns; c++, x += dim, w += across) {
        const x0 = points[x], x1 = points[x + 1];
        let v = tile[w0 + w];
        s00 += v * x0;
        s01 += v * x1;
        v = tile[w1 + w];
        s10 += v * x0;
        s11 += v * x1;
        v = tile[w2 + w];
        s20 += v * x0;
        s21 += v * x1;
        v = tile[w3 + w];
        s30 += v * x0;
        s31 += v * x1;
      }
      sums[g0 + k] += s00;
      sums[g0 + k + 1] += s01;
      sums[g1 + k] += s10;
      sums[g1 + k + 1] += s11;
      sums[g2 + k] += s20;
      sums[g2 + k + 1] += s21;
      sums[g3 + k] += s30;
      sums[g3 + k + 1] += s31;
    }
    for (; k < dim; k++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let c = 0, x = j0 * dim + k, w = 0; c < columns; c++, x += dim, w += across) {
        const v = points[x];
        s0 += tile[w0 + w] * v;
        s1 += tile[w1 + w] * v;
        s2 += tile[w2 + w] * v;
        s3 += tile[w3 + w] * v;
      }
      sums[g0 + k] += s0;
      sums[g1 + k] += s1;
      sums[g2 + k] += s2;
      sums[g3 + k] += s3;
    }
  }
  for (; r < rows; r++) {
    const g = (i0 + r) * dim;
    for (let c = 0; c < columns; c++) {
      const v = tile[r * down + c * across];
      if (v === 0) continue;
      const x = (j0 + c) * dim;
      for (let k = 0; k < dim; k++) sums[g + k] += v * points[x + k];
    }
  }
}
