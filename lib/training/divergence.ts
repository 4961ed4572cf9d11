import * as tf from "@tensorflow/tfjs";

export function diverged(step: number, what: string, cause?: unknown): RangeError {
  return new RangeError(
    `training: expected a finite loss and finite weights, got divergence at step ${step} ` +
      `(${what}); the last good weights are kept, and a learning rate ten times smaller usually helps`,
    { cause },
  );
}

/** The error in the place of a loss's, which knows nothing of a training. */
export async function asDivergence(
  error: unknown,
  step: number,
  embeddings: tf.Tensor | undefined,
): Promise<unknown> {
  if (!embeddings || embeddings.isDisposed || embeddings.size === 0) return error;
  const largest = tf.tidy(() => embeddings.abs().max());
  const [value] = await largest.data();
  largest.dispose();
  if (value <= 1e12 || String(error).includes("got divergence")) return error;
  return diverged(step, `the network's embeddings reach ${value}`, error);
}

export function refuseDivergence(step: number, numbers: Float32Array): void {
  const [loss, norm, weights] = numbers;
  if (!Number.isFinite(loss)) throw diverged(step, `the loss is ${loss}`);
  if (!Number.isFinite(norm)) throw diverged(step, `the length of the gradient is ${norm}`);
  if (!Number.isFinite(weights)) throw diverged(step, "a weight is no longer finite");
}

export async function allFinite(weights: readonly tf.Tensor[]): Promise<boolean> {
  const finite = tf.tidy(() => tf.stack(weights.map((weight) => weight.isFinite().all())).all());
  const [answer] = await finite.data();
  finite.dispose();
  return Boolean(answer);
}

/** Keeps one earlier state of some weights; a copy shares the numbers, it costs nothing. */
export function lastGood(weights: readonly tf.Variable[]) {
  let copies: tf.Tensor[] = [];
  const forget = () => {
    tf.dispose(copies);
    copies = [];
  };
  return {
    keep() {
      forget();
      copies = weights.map((weight) => tf.keep(weight.clone()));
    },
    restore: () => copies.forEach((copy, i) => weights[i].assign(copy)),
    forget,
  };
}
