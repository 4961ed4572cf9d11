/** The plain JavaScript backend: there everywhere, slow, and what the others are compared with. */
import * as tf from "@tensorflow/tfjs";
import { processorMemory, processorName } from "./machine.ts";
import { makeCurrent } from "./make_current.ts";
import type { BackendPart, Readied } from "./part.ts";

/** TensorFlow.js in plain JavaScript. */
export const cpu: BackendPart = {
  name: "cpu",
  async ready(): Promise<Readied> {
    const backend = await makeCurrent("cpu");
    // Its first operation prints an advertisement for the TensorFlow backend, which was considered.
    (backend as { firstUse?: boolean }).firstUse = false;
    return {
      device: processorName(),
      memory: processorMemory(),
      versions: { tfjs: tf.version.tfjs },
      threads: 1,
      software: false,
      gpu: false,
    };
  },
};
