import { checkFlatMatrix } from "../checks/mod.ts";
import type { OperatorInput } from "./types.ts";

export interface PlainPoints {
  readonly points: Float64Array;
  readonly size: number;
  readonly dim: number;
}

/** Copies a batch's rows, which have to be finite, in a given order. */
export function plainPoints(input: OperatorInput, order: Int32Array): PlainPoints {
  const { embeddings, dim } = input;
  if (embeddings instanceof Float32Array) checkFlatMatrix(embeddings, dim);
  const points = new Float64Array(embeddings.length);
  order.forEach((from, to) =>
    points.set(embeddings.subarray(from * dim, (from + 1) * dim), to * dim)
  );
  return { points, size: order.length, dim };
}

/** A batch class by class: row `order[r]` stands at place `r`, its class from `start[r]` to `end[r]`. */
export interface PlainBatch extends PlainPoints {
  readonly order: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

export function plainBatch(input: OperatorInput): PlainBatch {
  const { labels } = input, size = labels.length;
  const order = labels.map((_, i) => i).sort((a, b) => labels[a] - labels[b] || a - b);
  const start = new Int32Array(size), end = new Int32Array(size);
  for (let from = 0, to = 0; from < size; from = to) {
    while (to < size && labels[order[to]] === labels[order[from]]) to++;
    start.fill(from, from, to);
    end.fill(to, from, to);
  }
  return { order, start, end, ...plainPoints(input, order) };
}

/** Inner products of row `i` with the rows from `start` on, four side by side (`out` has room for 3 more). */
export function innerProducts(
  { points, size, dim }: PlainPoints,
  i: number,
  start: number,
  out: Float64Array,
): void {
  const x = i * dim;
  for (let j = start; j < size; j += 4) {
    const at = (c: number) => Math.min(j + c, size - 1) * dim;
    const y0 = at(0), y1 = at(1), y2 = at(2), y3 = at(3);
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let k = 0; k < dim; k++) {
      const v = points[x + k];
      s0 += v * points[y0 + k];
      s1 += v * points[y1 + k];
      s2 += v * points[y2 + k];
      s3 += v * points[y3 + k];
    }
    out[j] = s0;
    out[j + 1] = s1;
    out[j + 2] = s2;
    out[j + 3] = s3;
  }
}

/**
 * `sums[i] += weight(i, j) points[j]`, and turned, for four rows i from `first` on and all columns j
 * from `start` on. The weights, 4 x size, are 0 beyond the batch.
 */
export function addProducts(
  sums: Float64Array,
  { points, size, dim }: PlainPoints,
  weights: Float64Array,
  first: number,
  start: number,
): void {
  const at = (i: number) => Math.min(first + i, size - 1) * dim;
  const x0 = at(0), x1 = at(1), x2 = at(2), x3 = at(3);
  // Two columns at once: each number that is loaded is used twice.
  for (let j = start; j < size; j += 2) {
    const y = j * dim, z = Math.min(j + 1, size - 1) * dim;
    // Of an odd number of columns the last has no partner.
    const w = (r: number) => z > y ? weights[r * size + j + 1] : 0;
    const u0 = weights[j], u1 = weights[size + j];
    const u2 = weights[2 * size + j], u3 = weights[3 * size + j];
    const v0 = w(0), v1 = w(1), v2 = w(2), v3 = w(3);
    for (let k = 0; k < dim; k++) {
      const a = points[y + k], b = points[z + k];
      const p0 = points[x0 + k], p1 = points[x1 + k], p2 = points[x2 + k], p3 = points[x3 + k];
      sums[x0 + k] += u0 * a + v0 * b;
      sums[x1 + k] += u1 * a + v1 * b;
      sums[x2 + k] += u2 * a + v2 * b;
      sums[x3 + k] += u3 * a + v3 * b;
      sums[y + k] += u0 * p0 + u1 * p1 + u2 * p2 + u3 * p3;
      sums[z + k] += v0 * p0 + v1 * p1 + v2 * p2 + v3 * p3;
    }
  }
}

/** `sums[i] -= weight (points[i] - points[j])`, and the opposite for j. */
export function pullPair(
  sums: Float64Array,
  { points, dim }: PlainPoints,
  i: number,
  j: number,
  weight: number,
): void {
  const x = i * dim, y = j * dim;
  for (let k = 0; k < dim; k++) {
    const pull = weight * (points[x + k] - points[y + k]);
    sums[x + k] -= pull;
    sums[y + k] += pull;
  }
}

/** The gradient, `-scale` times what pulls at each row, in the order of the batch, as exact as the rows. */
export function gradientOf(
  input: OperatorInput,
  order: Int32Array,
  pulls: Float64Array,
  scale: number,
): Float32Array {
  const { dim, embeddings, into } = input;
  const result = into ?? embeddings.slice() as Float32Array;
  for (let i = 0; i < order.length; i++) {
    // The 0 is there for a sum of -0.
    for (let k = 0; k < dim; k++) result[order[i] * dim + k] = scale * (0 - pulls[i * dim + k]);
  }
  return result;
}
