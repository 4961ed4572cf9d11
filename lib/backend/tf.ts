import * as tfjs from "@tensorflow/tfjs";
import "../host/look_at_tfjs.ts";

/**
 * TensorFlow.js, the one copy that the library computes with. A program that takes it from here
 * cannot load another beside it, whose tensors and backends would be strangers.
 *
 * @example
 * ```ts
 * import { tf } from "@triplet-lab/triplet-lab/backend";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * assertEquals(tf.tensor1d([1, 2]).sum().dataSync()[0], 3);
 * ```
 */
export const tf: typeof import("@tensorflow/tfjs") = tfjs;
