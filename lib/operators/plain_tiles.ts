/** Rows and columns of the tiles that a batch's pairs are cut into: two tiles of rows fit the cache. */
export const TILE = 32;

/** Which of a tile's weights are not 0: all, or on the diagonal the upper half, as it is or turned. */
export type Half = "whole" | "upper" | "turned";

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
 * stride of TILE. Each is summed in the order of {@link pairDistance}, so that ties stay ties. Of a
 * tile on the diagonal the upper half is enough.
 */
export function distanceTile(
  tile: Float64Array,
  points: Float64Array,
  i0: number,
  rows: number,
  j0: number,
  columns: number,
  dim: number,
  upper = false,
): void {
  let r = 0;
  for (; r + 2 <= rows; r += 2) {
    const a0 = (i0 + r) * dim;
    const a1 = a0 + dim;
    let c = upper ? r : 0;
    // 2 x 2 sums at once: engines keep no more of them in registers.
    for (; c + 2 <= columns; c += 2) {
      const b0 = (j0 + c) * dim;
      const b1 = b0 + dim;
      let s00 = 0, s01 = 0, s10 = 0, s11 = 0;
      for (let k = 0; k < dim; k++) {
        const x0 = points[a0 + k], x1 = points[a1 + k];
        const y0 = points[b0 + k], y1 = points[b1 + k];
        const e00 = x0 - y0, e01 = x0 - y1, e10 = x1 - y0, e11 = x1 - y1;
        s00 += e00 * e00;
        s01 += e01 * e01;
        s10 += e10 * e10;
        s11 += e11 * e11;
      }
      const t = r * TILE + c;
      tile[t] = s00;
      tile[t + 1] = s01;
      tile[t + TILE] = s10;
      tile[t + TILE + 1] = s11;
    }
    for (; c < columns; c++) {
      tile[r * TILE + c] = pairDistance(points, i0 + r, j0 + c, dim, true);
      tile[(r + 1) * TILE + c] = pairDistance(points, i0 + r + 1, j0 + c, dim, true);
    }
  }
  for (; r < rows; r++) {
    for (let c = upper ? r : 0; c < columns; c++) {
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
  let r = 0;
  for (; r + 2 <= rows; r += 2) {
    const a0 = (i0 + r) * dim;
    const a1 = a0 + dim;
    let c = 0;
    for (; c + 2 <= columns; c += 2) {
      const b0 = (j0 + c) * dim;
      const b1 = b0 + dim;
      let s00 = 0, s01 = 0, s10 = 0, s11 = 0;
      for (let k = 0; k < dim; k++) {
        const x0 = points[a0 + k], x1 = points[a1 + k];
        const y0 = points[b0 + k], y1 = points[b1 + k];
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
      }
      const t = r * TILE + c;
      tile[t] = s00;
      tile[t + 1] = s01;
      tile[t + TILE] = s10;
      tile[t + TILE + 1] = s11;
    }
    for (; c < columns; c++) {
      tile[r * TILE + c] = product(points, i0 + r, j0 + c, dim);
      tile[(r + 1) * TILE + c] = product(points, i0 + r + 1, j0 + c, dim);
    }
  }
  for (; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      tile[r * TILE + c] = product(points, i0 + r, j0 + c, dim);
    }
  }
}

function product(points: Float64Array, i: number, j: number, dim: number): number {
  let sum = 0;
  for (let k = 0, a = i * dim, b = j * dim; k < dim; k++, a++, b++) sum += points[a] * points[b];
  return sum;
}

/**
 * `sums[i] += sum over j of weight(i, j) points[j]` for `rows` rows from `i0` and `columns` rows from
 * `j0`, where weight(r, c) stands at `tile[r * down + c * across]`. What is 0 is left out.
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
  half: Half = "whole",
): void {
  let r = 0;
  // Two rows of sums and four points at once: each number that is loaded is used twice or more.
  for (; r + 2 <= rows; r += 2) {
    const g0 = (i0 + r) * dim;
    const g1 = g0 + dim;
    let c = half === "upper" ? r : 0;
    const last = half === "turned" ? Math.min(r + 2, columns) : columns;
    for (; c + 4 <= last; c += 4) {
      const w = r * down + c * across;
      const u0 = tile[w], u1 = tile[w + across];
      const u2 = tile[w + 2 * across], u3 = tile[w + 3 * across];
      const v = w + down;
      const v0 = tile[v], v1 = tile[v + across];
      const v2 = tile[v + 2 * across], v3 = tile[v + 3 * across];
      const x0 = (j0 + c) * dim;
      const x1 = x0 + dim, x2 = x1 + dim, x3 = x2 + dim;
      for (let k = 0; k < dim; k++) {
        const y0 = points[x0 + k], y1 = points[x1 + k];
        const y2 = points[x2 + k], y3 = points[x3 + k];
        sums[g0 + k] += (u0 * y0 + u1 * y1) + (u2 * y2 + u3 * y3);
        sums[g1 + k] += (v0 * y0 + v1 * y1) + (v2 * y2 + v3 * y3);
      }
    }
    for (; c < last; c++) {
      const u = tile[r * down + c * across], v = tile[(r + 1) * down + c * across];
      const x = (j0 + c) * dim;
      for (let k = 0; k < dim; k++) {
        const y = points[x + k];
        sums[g0 + k] += u * y;
        sums[g1 + k] += v * y;
      }
    }
  }
  for (; r < rows; r++) {
    const g = (i0 + r) * dim;
    for (let c = 0; c < columns; c++) {
      const w = tile[r * down + c * across];
      const x = (j0 + c) * dim;
      for (let k = 0; k < dim; k++) sums[g + k] += w * points[x + k];
    }
  }
}
