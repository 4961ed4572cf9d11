import type * as tf from "@tensorflow/tfjs";

/** What the WebAssembly backend gives to whoever computes in its memory. */
export interface Heap {
  wasm: { asm?: { memory?: WebAssembly.Memory } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(x: tf.TensorInfo): Float32Array | Int32Array;
}
