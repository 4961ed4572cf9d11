import * as tf from "@tensorflow/tfjs";
import type { Optimizer } from "../training/tfjs_types.ts";

/** Steps from one look to the next. */
const EVERY = 5;

/**
 * An optimizer that also looks how far the gradient turns from one step to the next: the mean angle in
 * degrees, 0 where all gradients point one way, above 90 where each undoes the one before.
 *
 * @param optimizer What changes the weights.
 * @returns It, with `turn()`: the mean over a pair of steps in each five; null before the first.
 */
export function turningOptimizer(
  optimizer: Optimizer,
): Optimizer & { turn: () => Promise<number | null> } {
  let step = 0;
  let before: tf.Tensor1D | undefined;
  const pairs: tf.Tensor1D[] = [];
  const flat = (gradients: Record<string, tf.Tensor>) =>
    tf.keep(
      tf.tidy(() =>
        tf.concat(Object.keys(gradients).sort().map((name) => gradients[name].flatten()))
      ),
    ) as tf.Tensor1D;
  return Object.assign(Object.create(optimizer), {
    applyGradients(gradients: Record<string, tf.Tensor>) {
      const now = ++step % EVERY < 2 ? flat(gradients) : undefined;
      if (before && now) {
        const [one, other] = [before, now];
        const product = (x: tf.Tensor, y: tf.Tensor) => x.mul(y).sum();
        pairs.push(
          tf.keep(
            tf.tidy(() =>
              tf.stack([
                product(one, other),
                product(one, one),
                product(other, other),
              ]) as tf.Tensor1D
            ),
          ),
        );
      }
      before?.dispose();
      before = step % EVERY === 0 ? now : undefined;
      if (now !== before) now?.dispose();
      optimizer.applyGradients(gradients);
    },
    async turn() {
      before?.dispose();
      const angles: number[] = [];
      for (const pair of pairs.splice(0)) {
        const [dot, one, other] = await pair.data();
        pair.dispose();
        const cosine = dot / Math.sqrt(one * other);
        // A step without an active triplet has no gradient, and no direction.
        if (one * other > 0) {
          angles.push(180 / Math.PI * Math.acos(Math.max(-1, Math.min(1, cosine))));
        }
      }
      return angles.length > 0
        ? angles.reduce((sum, angle) => sum + angle, 0) / angles.length
        : null;
    },
  });
}
