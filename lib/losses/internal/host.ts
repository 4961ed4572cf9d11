import * as tf from "@tensorflow/tfjs";

/**
 * The backends whose tensors can be read at once. On a GPU in the browser's manner, only a promise
 * can.
 */
const HOST_BACKENDS = ["cpu", "wasm", "tensorflow"];

/**
 * True when `dataSync` works and costs a copy at most, so that checks and loops can run on the
 * host.
 */
export function isHostReadable(): boolean {
  return HOST_BACKENDS.includes(tf.getBackend());
}
