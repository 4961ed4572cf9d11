/**
 * The proof that a backend computes: one small loss and its gradient, against known numbers.
 *
 * Backends have answered with zeros, and without an error, before (WebGPU under more than one
 * runtime and driver). A network that trains on such a backend does not fail, it only never learns,
 * so the check stands before the first user's operation and takes a few milliseconds.
 */
import * as tf from "@tensorflow/tfjs";

/** Rows of the inputs: 6 points of 4 numbers, `((7 i + 3 j) mod 11 - 5) / 4`. */
export const selfCheckPoints: number[][] = Array.from(
  { length: 6 },
  (_, i) => Array.from({ length: 4 }, (_, j) => ((7 * i + 3 * j) % 11 - 5) / 4),
);

/** Weights of the one layer: 4 x 3, `((5 i + 2 j) mod 7 - 3) / 2`. */
export const selfCheckWeights: number[][] = Array.from(
  { length: 4 },
  (_, i) => Array.from({ length: 3 }, (_, j) => ((5 * i + 2 * j) % 7 - 3) / 2),
);

/**
 * The loss and its gradient by the weights, worked out in float64 with plain loops and confirmed
 * by central differences (`tests/backend/self_check_test.ts` does both again).
 */
export const selfCheckKnown: { loss: number; gradient: number[] } = {
  loss: 1.6460078854473044,
  // deno-fmt-ignore
  gradient: [
    -0.13617926285836196, -0.04589853238932223, 0.031228813065441674,
    0.2228816473528333, -0.07783393410749599, 0.07412280960388865,
    -0.03472021374589433, 0.11587622233926748, -0.1001182621905772,
    -0.09476538171918716, -0.004166615468522039, 0.09956672012679976,
  ],
};

/** How far a backend may be: 100 times float32's own rounding, a thousandth of a wrong answer. */
export const selfCheckTolerance = 1e-4;

/** The largest deviation of `got` from `known`, relative to the largest known value. */
function deviation(got: ArrayLike<number>, known: ArrayLike<number>): number {
  if (got.length !== known.length) return Infinity;
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < known.length; i++) {
    const apart = Math.abs(got[i] - known[i]);
    worst = Math.max(worst, Number.isNaN(apart) ? Infinity : apart);
    scale = Math.max(scale, Math.abs(known[i]));
  }
  return worst / scale;
}

/**
 * Runs the fixed computation on the backend that is current and compares it with the known numbers:
 * with `H = relu(X W)`, the loss `mean(sqrt(H H^T + 1))` and its gradient by `W`. It passes through
 * what every triplet loss needs: products (one of them transposed), a rectifier, a square root, a
 * mean, and the way back through all of them. Gives the largest relative deviation, about 1e-7 in float32.
 *
 * @throws {Error} naming both numbers, when a deviation is above {@link selfCheckTolerance} (1e-4)
 *
 * @example On the backend of the moment
 * ```ts
 * import { useBackend } from "@triplet-lab/triplet-lab/backend";
 * import { selfCheck } from "#lib/backend/self_check.ts";
 *
 * await useBackend("cpu");
 * const worst = await selfCheck();
 * if (worst > 1e-5) throw new Error(String(worst));
 * ```
 */
export async function selfCheck(): Promise<number> {
  const [loss, gradient] = tf.tidy(() => {
    const points = tf.tensor2d(selfCheckPoints);
    const weights = tf.tensor2d(selfCheckWeights);
    const { value, grad } = tf.valueAndGrad((w: tf.Tensor) => {
      const hidden = tf.relu(tf.matMul(points, w as tf.Tensor2D)) as tf.Tensor2D;
      return tf.mean(tf.sqrt(tf.add(tf.matMul(hidden, hidden, false, true), 1)));
    })(weights);
    return [value, grad];
  });
  try {
    // Asynchronous reads only: synchronous ones throw on WebGPU where there is no canvas.
    const [value, slope] = await Promise.all([loss.data(), gradient.data()]);
    const lossError = deviation(value, [selfCheckKnown.loss]);
    const gradientError = deviation(slope, selfCheckKnown.gradient);
    if (!(lossError <= selfCheckTolerance)) {
      throw new Error(
        `it computes wrongly: a loss known to be ${selfCheckKnown.loss.toFixed(6)} came out as ` +
          `${value[0]}`,
      );
    }
    if (!(gradientError <= selfCheckTolerance)) {
      throw new Error(
        `it computes a wrong gradient: one that begins with ` +
          `${selfCheckKnown.gradient[0].toFixed(6)} came out beginning with ${slope[0]}`,
      );
    }
    return Math.max(lossError, gradientError);
  } finally {
    tf.dispose([loss, gradient]);
  }
}
