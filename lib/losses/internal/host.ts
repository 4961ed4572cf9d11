import * as tf from "@tensorflow/tfjs";

/** True where `dataSync` works and costs a copy at most: a GPU in a browser's manner needs a promise. */
export function isHostReadable(): boolean {
  return ["cpu", "wasm", "tensorflow"].includes(tf.getBackend());
}
