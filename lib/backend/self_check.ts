/** The proof that a backend computes: some have answered with zeros, without an error. */
import * as tf from "@tensorflow/tfjs";

export interface KnownLoss {
  /** Such as "it computes". */
  what: string;
  lossOf(x: tf.Tensor2D): tf.Scalar;
  at: number[][];
  loss: number;
  gradient: number[];
}

const table = (rows: number, columns: number, at: (i: number, j: number) => number): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => at(i, j)));

/** Rows of the inputs: 6 points of 4 numbers, `((7 i + 3 j) mod 11 - 5) / 4`. */
export const selfCheckPoints = table(6, 4, (i, j) => ((7 * i + 3 * j) % 11 - 5) / 4);

/**
 * With `H = relu(X W)`, the loss `mean(sqrt(H H^T + 1))` by `W`, 4 x 3, `((5 i + 2 j) mod 7 - 3) /
 * 2`: through what every triplet loss needs, and back. Worked out in float64 and confirmed by
 * central differences in `tests/backend/self_check_test.ts`.
 */
export const selfCheckKnown: KnownLoss = {
  what: "it computes",
  lossOf(weights) {
    const hidden = tf.relu(tf.matMul(tf.tensor2d(selfCheckPoints), weights));
    return tf.mean(tf.sqrt(tf.add(tf.matMul(hidden, hidden, false, true), 1)));
  },
  at: table(4, 3, (i, j) => ((5 * i + 2 * j) % 7 - 3) / 2),
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
function deviation(got: ArrayLike<number>, known: readonly number[]): number {
  const apart = known.map((value, i) => Math.abs(got[i] - value));
  if (got.length !== known.length || apart.some(Number.isNaN)) return Infinity;
  return Math.max(...apart) / Math.max(...known.map(Math.abs));
}

/** The largest relative error of a loss and its gradient; throws above the tolerance. */
export async function selfCheck(check: KnownLoss = selfCheckKnown): Promise<number> {
  const { value, grad } = tf.tidy(() =>
    tf.valueAndGrad((x: tf.Tensor) => check.lossOf(x as tf.Tensor2D))(tf.tensor2d(check.at))
  );
  try {
    // Asynchronous reads only: synchronous ones throw on WebGPU where there is no canvas.
    const outcomes = [
      ["a loss known to be", await value.data(), [check.loss]],
      ["a gradient known to begin with", await grad.data(), check.gradient],
    ] as const;
    return Math.max(...outcomes.map(([what, got, known]) => {
      const apart = deviation(got, known);
      if (apart <= selfCheckTolerance) return apart;
      const [right, wrong] = [known[0].toFixed(6), got[0]];
      throw new Error(`${check.what} wrongly: ${what} ${right} came out as ${wrong}`);
    }));
  } finally {
    tf.dispose([value, grad]);
  }
}
