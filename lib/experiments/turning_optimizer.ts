import * as tf from "@tensorflow/tfjs";
import type { Optimizer } from "../training/tfjs_types.ts";

const EVERY = 5;

/** `turn()` is the mean angle between gradients of two steps in each five, in degrees. */
export function turningOptimizer(
  optimizer: Optimizer,
): Optimizer & { turn: () => Promise<number | null> } {
  let step = 0;
  let before: tf.Tensor | undefined;
  const pairs: tf.Tensor[] = [];
  return Object.assign(Object.create(optimizer), {
    applyGradients(gradients: Record<string, tf.Tensor>) {
      const flat = () =>
        tf.concat(Object.keys(gradients).sort().map((name) => gradients[name].flatten()));
      if (before) pairs.push(tf.keep(tf.tidy(() => products(before!, flat()))));
      before?.dispose();
      before = ++step % EVERY === 0 ? tf.keep(tf.tidy(flat)) : undefined;
      optimizer.applyGradients(gradients);
    },
    async turn() {
      before?.dispose();
      before = undefined;
      const angles: number[] = [];
      for (const pair of pairs.splice(0)) {
        const [dot, one, other] = await pair.data();
        pair.dispose();
        const cosine = Math.max(-1, Math.min(1, dot / Math.sqrt(one * other)));
        // A step without an active triplet has no gradient, and no direction.
        if (one * other > 0) angles.push(180 / Math.PI * Math.acos(cosine));
      }
      return angles.length > 0 ? angles.reduce((sum, angle) => sum + angle) / angles.length : null;
    },
  });
}

function products(one: tf.Tensor, other: tf.Tensor): tf.Tensor {
  return tf.stack([[one, other], [one, one], [other, other]].map(([x, y]) => x.mul(y).sum()));
}
