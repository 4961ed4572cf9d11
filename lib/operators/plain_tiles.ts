/** Rows and columns of a tile of pairs, a multiple of 2 and 3; so many rows fit the fastest cache. */
export const TILE = 24;

/**
 * `size` rows of zeros and two more: as rows are taken two or three at once, the last may reach so
 * far beyond the batch.
 */
export function zeroRows(size: number, dim: number): Float64Array[] {
  const all = new Float64Array((size + 2) * dim);
  // A view for each row: an index that counts from 0 costs the engines less to check.
  return Array.from({ length: size + 2 }, (_, r) => all.subarray(r * dim, (r + 1) * dim));
}

/** Copies rows in a given order into float64. */
export function gatherRows(rows: Float32Array, order: Int32Array, dim: number): Float64Array[] {
  const copy = zeroRows(order.length, dim);
  order.forEach((from, r) => copy[r].set(rows.subarray(from * dim, (from + 1) * dim)));
  return copy;
}

/** The squared distance of two rows from the differences of their coordinates, summed in order. */
export function squaredDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) {
    const difference = x[k] - y[k];
    sum += difference * difference;
  }
  return sum;
}

/**
 * Squared distances of `rows` rows from `i0` to `columns` rows from `j0`, into a tile with a row
 * stride of TILE; of a tile on the diagonal only the upper half. Each is summed in the order of
 * {@link squaredDistance}, so that ties stay ties.
 */
export function distanceTile(
  tile: Float64Array,
  points: Float64Array[],
  i0: number,
  rows: number,
  j0: number,
  columns: number,
): void {
  const dim = points[0].length;
  for (let r = 0; r < rows; r += 2) {
    const x0 = points[i0 + r], x1 = points[i0 + r + 1];
    // 2 x 3 sums at once: engines keep no more of them in registers.
    for (let c = i0 === j0 ? r - r % 3 : 0; c < columns; c += 3) {
      const y0 = points[j0 + c], y1 = points[j0 + c + 1], y2 = points[j0 + c + 2];
      let s00 = 0, s01 = 0, s02 = 0, s10 = 0, s11 = 0, s12 = 0;
      for (let k = 0; k < dim; k++) {
        const a = x0[k], b = x1[k];
        const u = y0[k], v = y1[k], w = y2[k];
        s00 += (a - u) * (a - u);
        s01 += (a - v) * (a - v);
        s02 += (a - w) * (a - w);
        s10 += (b - u) * (b - u);
        s11 += (b - v) * (b - v);
        s12 += (b - w) * (b - w);
      }
      const t = r * TILE + c;
      tile[t] = s00;
      tile[t + 1] = s01;
      tile[t + 2] = s02;
      tile[t + TILE] = s10;
      tile[t + TILE + 1] = s11;
      tile[t + TILE + 2] = s12;
    }
  }
}

/** Inner products of the same rows, into the same kind of tile as {@link distanceTile}. */
export function productTile(
  tile: Float64Array,
  points: Float64Array[],
  i0: number,
  rows: number,
  j0: number,
  columns: number,
): void {
  const dim = points[0].length;
  for (let r = 0; r < rows; r += 2) {
    const x0 = points[i0 + r], x1 = points[i0 + r + 1];
    for (let c = i0 === j0 ? r - r % 3 : 0; c < columns; c += 3) {
      const y0 = points[j0 + c], y1 = points[j0 + c + 1], y2 = points[j0 + c + 2];
      let s00 = 0, s01 = 0, s02 = 0, s10 = 0, s11 = 0, s12 = 0;
      for (let k = 0; k < dim; k++) {
        const a = x0[k], b = x1[k];
        const u = y0[k], v = y1[k], w = y2[k];
        s00 += a * u;
        s01 += a * v;
        s02 += a * w;
        s10 += b * u;
        s11 += b * v;
        s12 += b * w;
      }
      const t = r * TILE + c;
      tile[t] = s00;
      tile[t + 1] = s01;
      tile[t + 2] = s02;
      tile[t + TILE] = s10;
      tile[t + TILE + 1] = s11;
      tile[t + TILE + 2] = s12;
    }
  }
}

/**
 * `sums[i] += sum over j of weight(i, j) points[j]` for the tile's rows i and columns j, and turned:
 * `sums[j] += sum over i of weight(i, j) points[i]`. A tile on the diagonal is one with itself turned;
 * of its weights the upper half is read.
 */
export function addProducts(
  sums: Float64Array[],
  points: Float64Array[],
  tile: Float64Array,
  i0: number,
  rows: number,
  j0: number,
  columns: number,
): void {
  if (i0 === j0) {
    for (let r = 1; r < rows; r++) {
      for (let c = 0; c < r; c++) tile[r * TILE + c] = tile[c * TILE + r];
    }
  } else addOneWay(sums, j0, columns, points, i0, rows, tile, 1, TILE);
  addOneWay(sums, i0, rows, points, j0, columns, tile, TILE, 1);
}

/**
 * One of the two ways, where weight(r, c) stands at `tile[r * down + c * across]`. Columns beyond the
 * tile's meet rows of zeros, and rows beyond it add to rows that nobody reads.
 */
function addOneWay(
  sums: Float64Array[],
  i0: number,
  rows: number,
  points: Float64Array[],
  j0: number,
  columns: number,
  tile: Float64Array,
  down: number,
  across: number,
): void {
  const dim = points[0].length;
  for (let r = 0; r < rows; r += 3) {
    const g0 = sums[i0 + r], g1 = sums[i0 + r + 1], g2 = sums[i0 + r + 2];
    // 3 x 3 weights at once: each number that is loaded is used three times.
    for (let c = 0; c < columns; c += 3) {
      const y0 = points[j0 + c], y1 = points[j0 + c + 1], y2 = points[j0 + c + 2];
      const t0 = r * down + c * across, t1 = t0 + down, t2 = t1 + down;
      const w00 = tile[t0], w01 = tile[t0 + across], w02 = tile[t0 + 2 * across];
      const w10 = tile[t1], w11 = tile[t1 + across], w12 = tile[t1 + 2 * across];
      const w20 = tile[t2], w21 = tile[t2 + across], w22 = tile[t2 + 2 * across];
      for (let k = 0; k < dim; k++) {
        const u = y0[k], v = y1[k], w = y2[k];
        g0[k] += w00 * u + w01 * v + w02 * w;
        g1[k] += w10 * u + w11 * v + w12 * w;
        g2[k] += w20 * u + w21 * v + w22 * w;
      }
    }
  }
}

/** `sums[i] -= weight (points[i] - points[j])`, and the opposite for j. */
export function pullPair(
  sums: Float64Array[],
  points: Float64Array[],
  i: number,
  j: number,
  weight: number,
): void {
  const x = points[i], y = points[j], atX = sums[i], atY = sums[j];
  for (let k = 0; k < x.length; k++) {
    const pull = weight * (x[k] - y[k]);
    atX[k] -= pull;
    atY[k] += pull;
  }
}
