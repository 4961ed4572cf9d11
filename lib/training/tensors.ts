import * as tf from "@tensorflow/tfjs";
import { describe, isList, refuseKind, refuseValue } from "../checks/mod.ts";
import { takeRows } from "../evaluation/take_rows.ts";
import { runsWgsl } from "../operators/webgpu/run_program.ts";
import type { EmbeddingNetwork } from "./types.ts";

/** A set up to 256 MiB is held on a GPU, which gathers from it. */
const MOST_ON_DEVICE = 2 ** 28;

/**
 * Makes tensors of rows of a data set, one image a row. Where a GPU computes and at least as many rows
 * will be asked for as there are, the set is handed to it once.
 */
export function imageBatches(
  network: EmbeddingNetwork,
  images: Float32Array,
  steps: number,
): { take(indices: Int32Array): tf.Tensor2D; dispose(): void } {
  const pixels = tf.util.sizeFromShape([...network.input]);
  const rows = images.length / pixels;
  const checked = new Uint8Array(rows);
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const most = runsWgsl() ? Math.min(device.limits.maxStorageBufferBindingSize, MOST_ON_DEVICE) : 0;
  let held: tf.Tensor2D | undefined;
  function checkImage(row: number): void {
    const there = Number.isInteger(row) && row >= 0 && row < rows;
    if (!there) refuseValue(describe(row), "batches", `rows from 0 to ${rows - 1}`);
    const image = images.subarray(row * pixels, (row + 1) * pixels);
    const bad = checked[row] ? undefined : image.find((value) => !Number.isFinite(value));
    if (bad !== undefined) refuseValue(`${bad} in image ${row}`, "data", "finite pixels");
    if (held) checked[row] = 1;
  }
  return {
    take(indices) {
      if (!isList(indices)) refuseKind(indices, "batches", "batches { epoch, indices }");
      if (!held && steps * indices.length >= rows && images.byteLength <= most) {
        held = tf.keep(tf.tensor2d(images, [rows, pixels]));
      }
      const chosen = Array.from(indices);
      chosen.forEach(checkImage);
      if (held) return tf.tidy(() => held!.gather(tf.tensor1d(indices, "int32")));
      return tf.tensor2d(takeRows(images, chosen, pixels), [chosen.length, pixels]);
    },
    dispose: () => held?.dispose(),
  };
}

/** The scalar of a loss that may come with counts beside it. */
export function scalar(result: tf.Scalar | { loss: tf.Scalar }): tf.Scalar {
  const loss = result instanceof tf.Tensor ? result : result?.loss;
  if (!(loss instanceof tf.Tensor) || loss.size !== 1) {
    refuseKind(loss ?? result, "loss", "a scalar tensor or { loss }");
  }
  return loss.asScalar();
}

/**
 * A loss, the length of its gradient over all weights together, what is NaN where a weight is one that
 * a pooling may pass over, and the embeddings, as one tensor.
 */
export function numbersOf(
  value: tf.Scalar,
  grads: tf.NamedTensorMap,
  weights: readonly tf.Tensor[],
  embeddings: tf.Tensor2D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const length = tf.addN(Object.values(grads).map((g) => g.square().sum())).sqrt();
    const convolve = weights.some(({ rank }) => rank > 2);
    const few = weights.filter(({ rank }) => convolve && rank !== 2).map((one) => one.flatten());
    const sum = convolve ? tf.concat(few).sum() : tf.scalar(0);
    return tf.concat([value, length, sum, embeddings].map((x) => x.flatten()));
  });
}
