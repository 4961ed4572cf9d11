import * as tf from "@tensorflow/tfjs";
import type { Rows, SearchSpace } from "./search_space.ts";
import { takeRows } from "./take_rows.ts";

/** Scores in memory at once: a block of queries times the gallery, 128 MB of float32. */
const SCORES_AT_ONCE = 32e6;
/** Largest relative error of float32, and of the 11 bits that GPUs may multiply in; what may become 0. */
const FLOAT32 = 2 ** -24, TENSOR_FLOAT32 = 2 ** -11, UNDERFLOW = 2 ** -125;

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
 * `(dim + 8) (2^-24 (|q| + |g|)^2 + 2^-125)`. Every row that was not proposed scores at most as the last
 * candidate does; if the k-th nearest candidate is nearer than that score and the error allow, the
 * answer is exact. `settle` is told of each query its candidates, ascending, and the squared distance
 * below which everything is among them, and answers whether that was enough; a query for which it is not
 * gets more candidates. Returned are those for which it never was.
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
  const queries = factorOf(space.queries, mean);
  const gallery = factorOf(space.gallery, mean, true);
  const farthest = Math.sqrt(gallery.squares.reduce((most, square) => Math.max(most, square), 0));
  const right = tf.tensor2d(gallery.rows, [rows, dim + 1]);
  const { isUsingGpuDevice: gpu } = tf.backend() as { isUsingGpuDevice?: boolean };
  const rounding = (dim + 8) * FLOAT32 + (gpu ? 2 * TENSOR_FLOAT32 : 0);

  let open = Array.from({ length: space.queryLabels.length }, (_, i) => i);
  try {
    for (const spare of [16, 500]) {
      const proposed = Math.min(rows, k + (within ? 1 : 0) + spare);
      const block = Math.max(1, Math.floor(SCORES_AT_ONCE / rows));
      const unsettled: number[] = [];
      for (let start = 0; start < open.length; start += block) {
        const own = open.slice(start, start + block);
        const left = takeRows(queries.rows, own, dim + 1);
        const { indices, last } = await propose(left, right, proposed);
        own.forEach((query, i) => {
          const candidates = indices.slice(i * proposed, (i + 1) * proposed).sort();
          const reach = Math.sqrt(queries.squares[query]) + farthest;
          const error = rounding * reach ** 2 + (dim + 8) * UNDERFLOW;
          const complete = proposed === rows ? Infinity : queries.squares[query] - last[i] - error;
          if (!settle(query, candidates, complete)) unsettled.push(query);
        });
        progress?.(Math.min(1, (start + block) / open.length));
        await new Promise((resolve) => setTimeout(resolve, 0));
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
async function propose(queries: Float32Array, right: tf.Tensor2D, count: number) {
  const [indices, last] = tf.tidy(() => {
    const rows = queries.length / right.shape[1];
    const left = tf.tensor2d(queries, [rows, right.shape[1]]);
    const best = tf.topk(tf.matMul(left, right, false, true), count, true);
    return [best.indices, best.values.slice([0, count - 1], [rows, 1])];
  });
  const read = await Promise.all([indices.data(), last.data()]);
  tf.dispose([indices, last]);
  return { indices: read[0] as Int32Array, last: read[1] as Float32Array };
}

/** `[q, 1]`, or `[2 g, -|g|^2]`, of rows less the mean: in one piece, of a million half a gigabyte. */
function factorOf(x: Rows, mean: Float64Array, gallery = false) {
  const dim = mean.length, width = dim + 1, squares = new Float64Array(x.length / dim);
  const rows = new Float32Array(squares.length * width);
  for (let row = 0; row < squares.length; row++) {
    for (let d = 0; d < dim; d++) {
      const value = Math.fround(x[row * dim + d] - mean[d]);
      rows[row * width + d] = gallery ? 2 * value : value;
      squares[row] += value ** 2;
    }
    rows[row * width + dim] = gallery ? -squares[row] : 1;
  }
  return { rows, squares };
}

function meanOf(x: Rows, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  for (let i = 0; i < x.length; i++) mean[i % dim] += x[i];
  return mean.map((sum) => sum / Math.max(1, x.length / dim));
}
