import * as tf from "@tensorflow/tfjs";
import { seededRandom } from "../random.ts";

/** How often the basis is multiplied by the covariance; by far enough for images. */
const ROUNDS = 40;

/** Projects samples on the `dim` directions in which they scatter most (subspace iteration). */
export async function principalComponents(
  samples: Float32Array,
  { numbers, dim, seed }: { numbers: number; dim: number; seed: number },
): Promise<(samples: Float32Array) => Promise<Float32Array>> {
  const inRows = (x: Float32Array) => tf.tensor2d(x, [x.length / numbers, numbers]);
  const [mean, covariance] = tf.tidy(() => {
    const x = inRows(samples), mean = x.mean(0, true), centred = x.sub(mean);
    return [mean, tf.matMul(centred, centred, true, false)];
  });
  const random = seededRandom(seed, 0x706361);
  let basis = Float32Array.from({ length: numbers * dim }, () => random.normal());
  for (let round = 0; round < ROUNDS; round++) {
    const image = tf.tidy(() => tf.matMul(covariance, tf.tensor2d(basis, [numbers, dim])));
    basis = orthonormal(await image.data() as Float32Array, dim);
    image.dispose();
  }
  const offset = await mean.data() as Float32Array;
  tf.dispose([mean, covariance]);
  return async (samples) => {
    const projected = tf.tidy(() =>
      inRows(samples).sub(tf.tensor1d(offset)).matMul(tf.tensor2d(basis, [numbers, dim]))
    );
    const embeddings = Float32Array.from(await projected.data());
    projected.dispose();
    return embeddings;
  };
}

/** The columns of a matrix, row after row, made orthonormal from the first to the last. */
function orthonormal(matrix: Float32Array, dim: number): Float32Array<ArrayBuffer> {
  const columns = Array.from(
    { length: dim },
    (_, c) => Float64Array.from({ length: matrix.length / dim }, (_, r) => matrix[r * dim + c]),
  );
  columns.forEach((column, c) => {
    for (const other of columns.slice(0, c)) {
      const along = column.reduce((sum, x, r) => sum + x * other[r], 0);
      column.forEach((x, r) => column[r] = x - along * other[r]);
    }
    const length = Math.hypot(...column);
    column.forEach((x, r) => column[r] = x / length);
  });
  return Float32Array.from(matrix, (_, i) => columns[i % dim][Math.floor(i / dim)]);
}
