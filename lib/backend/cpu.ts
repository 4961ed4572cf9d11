import * as tf from "@tensorflow/tfjs";
import { fuseAdam } from "./fused_adam.ts";
import { onProcessor } from "./machine.ts";
import { makeCurrent } from "./make_current.ts";
import type { Readied } from "./report.ts";

/** Readies plain JavaScript: there everywhere, slow, and what the others are compared with. */
export async function readyCpu(): Promise<Readied> {
  const backend = await makeCurrent("cpu");
  fuseAdam();
  // Its first operation prints an advertisement for the TensorFlow backend, which was considered.
  (backend as { firstUse?: boolean }).firstUse = false;
  return { ...onProcessor(), threads: 1, versions: { tfjs: tf.version.tfjs } };
}
