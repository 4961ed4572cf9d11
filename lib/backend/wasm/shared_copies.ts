import * as tf from "@tensorflow/tfjs";

const share: tf.KernelFunc = ({ inputs, backend }) => {
  const { x: { dataId, shape, dtype } } = inputs as { x: tf.TensorInfo };
  (backend as { incRef(dataId: object): void }).incRef(dataId);
  return { dataId, shape, dtype };
};

/** Has clones, as which a gradient keeps its tensors, share numbers: the package copies each. */
export function shareCopies(): void {
  const clone = tf.getKernel("Identity", "wasm");
  if (!clone || clone.kernelFunc === share) return;
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel({ ...clone, kernelFunc: share });
}
