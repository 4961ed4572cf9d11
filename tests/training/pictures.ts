/** Small data and a loss for the tests of training. */
import * as tf from "@tensorflow/tfjs";
import { seededRandom } from "#lib/random.ts";
import type { Loss } from "#lib/training/mod.ts";

/** Three classes of noisy 4 x 4 pictures. */
export function pictures(count: number, seed: number, noise = 0.1) {
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  const images = new Float32Array(count * 16);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 16; k++) {
      images[i * 16 + k] = (k % 3 === labels[i] ? 0.7 : 0.3) + noise * random.normal();
    }
  }
  return { images, labels };
}

/** A contrastive loss, written here so that the loop is tested apart from lib/losses. */
export const contrastive: Loss = (embeddings, labels) =>
  tf.tidy(() => {
    const same = tf.tensor2d(
      Array.from(labels, (a) => Array.from(labels, (b) => a === b ? 1 : 0)),
    );
    const differences = embeddings.expandDims(0).sub(embeddings.expandDims(1));
    const distances = differences.square().sum(2);
    const apart = tf.relu(tf.scalar(1).sub(distances)).mul(tf.scalar(1).sub(same));
    return distances.mul(same).add(apart).mean().asScalar();
  });
