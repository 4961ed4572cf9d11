import * as tf from "@tensorflow/tfjs";
import type { EmbeddingNetwork } from "./types.ts";

/** The images of some rows of a data set as a tensor, one image a row. */
export function gatherImages(
  network: EmbeddingNetwork,
  images: Float32Array,
  indices: ArrayLike<number>,
): tf.Tensor2D {
  const pixels = tf.util.sizeFromShape([...network.input]);
  const batch = new Float32Array(indices.length * pixels);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i] * pixels;
    if (!(start >= 0 && start + pixels <= images.length)) {
      throw new RangeError(
        `batches: expected rows from 0 to ${images.length / pixels - 1}, got ${indices[i]}`,
      );
    }
    batch.set(images.subarray(start, start + pixels), i * pixels);
  }
  const bad = batch.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `data: expected finite pixels, got ${batch[bad]} in image ${
        indices[Math.floor(bad / pixels)]
      }`,
    );
  }
  return tf.tensor2d(batch, [indices.length, pixels]);
}

/** The scalar of a loss that may come with counts beside it. */
export function scalar(result: tf.Scalar | { loss: tf.Scalar }): tf.Scalar {
  const loss = result instanceof tf.Tensor ? result : result.loss;
  if (!(loss instanceof tf.Tensor) || loss.size !== 1) {
    throw new TypeError(`loss: expected a scalar tensor or { loss }, got ${loss}`);
  }
  return loss.asScalar();
}

/** Length of the gradient over all weights together. */
export function gradientLength(grads: tf.NamedTensorMap): tf.Scalar {
  return tf.tidy(() =>
    tf.addN(Object.values(grads).map((g) => g.square().sum())).sqrt().asScalar()
  );
}
