import * as tf from "@tensorflow/tfjs";
import type { NodeBackend } from "./node_backend.ts";

let done = false;

/** Each relu's gradient as two operations in place of six: the sign's positive part. */
export function hastenStep(): void {
  const slow = tf.getKernel("Step", "tensorflow");
  if (!slow || done) return;
  done = true;
  tf.unregisterKernel("Step", "tensorflow");
  tf.registerKernel({
    ...slow,
    kernelFunc(call) {
      const { x } = call.inputs as { x: tf.TensorInfo };
      if (call.attrs?.alpha || x.dtype !== "float32") return slow.kernelFunc(call);
      const node = call.backend as unknown as NodeBackend;
      const { TF_ATTR_TYPE: type, TF_FLOAT: value } = node.binding;
      const attributes = [{ name: "T", type, value }];
      const sign = node.executeSingleOutput("Sign", attributes, [x]);
      const step = node.executeSingleOutput("Relu", attributes, [sign]);
      sign.dispose();
      return step;
    },
  });
}
