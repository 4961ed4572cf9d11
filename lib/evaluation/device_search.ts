import * as tf from "@tensorflow/tfjs";
import type { Rows, SearchSpace } from "./search_space.ts";
import { takeRows } from "./take_rows.ts";

/** Scores in memory at once: a block of queries times the gallery, 128 MB of float32. */
const SCORES_AT_ONCE = 32e6;

/** Largest relative error of rounding to float32, and to the 11 bits that GPUs may multiply in. */
const FLOAT32 = 2 ** -24, TENSOR_FLOAT32 = 2 ** -11;

/** Whether TensorFlow.js runs on a backend whose matrix product is worth the way there. */
export function deviceIsFast(space: SearchSpace): boolean {
  const scores = space.queryLabels.length * space.galleryLabels.length;
  return tf.getBackend() === "tensorflow" && scores > 4e6;
}

/**
 * Exact neighbours with the help of TensorFlow.js: the device proposes candidates in float32, this
 * side measures them in float64, and proves that no other row can be among the nearest.
 *
 * With all rows moved to the gallery's mean, `s = 2 q.g - |g|^2` orders the gallery as the distance
 * does, and one matrix product gives it (`[q, 1] [2 g, -|g|^2]^T`). Its rounding error is at most
 * `(dim + 8) 2^-24 (|q| + |g|)^2`. Every row that was not proposed scores at most as the last
 * candidate does; if the k-th nearest candidate is nearer than that score and the error allow, the
 * answer is exact. The queries for which it is not get more candidates.
 *
 * @param settle Called for each query with its candidates, ascending, and the squared distance below
 * which everything is among them; answers whether that was enough.
 * @returns The queries for which no number of candidates tried was enough.
 */
export async function forEachCandidates(
  space: SearchSpace,
  k: number,
  settle: (query: number, candidates: Int32Array, complete: number) => boolean,
  progress?: (share: number) => void,
): Promise<number[]> {
  const { dim, within } = space;
  const rows = space.galleryLabels.length;
  const mean = meanOf(space.gallery, dim);
  const queries = centred(space.queries, dim, mean);
  const { right, farthest } = rightFactor(space.gallery, dim, mean);
  const rounding = (dim + 8) * FLOAT32 + (usesGpu() ? 2 * TENSOR_FLOAT32 : 0);

  let open = Array.from({ length: space.queryLabels.length }, (_, i) => i);
  try {
    for (const spare of [16, 500]) {
      const proposed = Math.min(rows, k + (within ? 1 : 0) + spare);
      const block = Math.max(1, Math.floor(SCORES_AT_ONCE / rows));
      const unsettled: number[] = [];
      for (let start = 0; start < open.length; start += block) {
        const own = open.slice(start, start + block);
        const { indices, last } = await propose(
          takeRows(queries.rows, own, dim),
          right,
          dim,
          proposed,
        );
        own.forEach((query, i) => {
          const candidates = indices.slice(i * proposed, (i + 1) * proposed).sort();
          const error = rounding * (Math.sqrt(queries.squares[query]) + farthest) ** 2;
          const complete = proposed === rows ? Infinity : queries.squares[query] - last[i] - error;
          if (!settle(query, candidates, complete)) unsettled.push(query);
        });
        progress?.(Math.min(1, (start + block) / open.length));
      }
      open = unsettled;
      if (open.length === 0) break;
    }
  } finally {
    right.dispose();
  }
  return open;
}

/** The rows with the highest scores for each query, and the lowest of these scores. */
async function propose(
  queries: Float32Array,
  right: tf.Tensor2D,
  dim: number,
  count: number,
): Promise<{ indices: Int32Array; last: Float32Array }> {
  const [indices, last] = tf.tidy(() => {
    const rows = queries.length / dim;
    const left = tf.concat([tf.tensor2d(queries, [rows, dim]), tf.ones([rows, 1])], 1);
    const best = tf.topk(tf.matMul(left as tf.Tensor2D, right, false, true), count, true);
    return [best.indices, best.values.slice([0, count - 1], [rows, 1])];
  });
  const read = await Promise.all([indices.data(), last.data()]);
  tf.dispose([indices, last]);
  return { indices: read[0] as Int32Array, last: read[1] as Float32Array };
}

/** `[2 g, -|g|^2]` of the gallery's rows, made in one piece: of a million rows it is half a gigabyte. */
function rightFactor(
  gallery: Rows,
  dim: number,
  mean: Float64Array,
): { right: tf.Tensor2D; farthest: number } {
  const rows = gallery.length / dim, width = dim + 1;
  const values = new Float32Array(rows * width);
  let most = 0;
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let d = 0; d < dim; d++) {
      const value = Math.fround(gallery[row * dim + d] - mean[d]);
      values[row * width + d] = 2 * value;
      square += value ** 2;
    }
    values[row * width + dim] = -square;
    most = Math.max(most, square);
  }
  return { right: tf.tensor2d(values, [rows, width]), farthest: Math.sqrt(most) };
}

function usesGpu(): boolean {
  return (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

function meanOf(x: Rows, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let i = 0; i < x.length; i++) mean[i % dim] += x[i];
  return mean.map((sum) => sum / Math.max(1, x.length / dim));
}

/** Rows less the mean, in float32, and the squared lengths of what that gives. */
function centred(
  x: Rows,
  dim: number,
  mean: Float64Array,
): { rows: Float32Array; squares: Float64Array } {
  const rows = Float32Array.from(x as Float32Array, (value, i) => value - mean[i % dim]);
  const squares = new Float64Array(x.length / dim);
  for (let i = 0; i < rows.length; i++) squares[Math.floor(i / dim)] += rows[i] ** 2;
  return { rows, squares };
}
