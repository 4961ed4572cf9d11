import * as tf from "@tensorflow/tfjs";

const share: tf.KernelFunc = ({ inputs, backend }) => {
  const { x: { dataId, shape, dtype } } = inputs as { x: tf.TensorInfo };
  (backend as { incRef(dataId: object): void }).incRef(dataId);
  return { dataId, shape, dtype };
};

/**
 * Has clones on WebAssembly, and casts to what is there, share their numbers, as on the other backends:
 * a gradient keeps its tensors as clones, and the package copies each. No kernel writes into an input.
 */
export function shareCopies(): void {
  const clone = tf.getKernel("Identity", "wasm"), cast = tf.getKernel("Cast", "wasm");
  if (!clone || !cast || clone.kernelFunc === share) return;
  for (const { kernelName } of [clone, cast]) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ ...clone, kernelFunc: share });
  tf.registerKernel({
    ...cast,
    kernelFunc: (call) =>
      (call.inputs.x as tf.TensorInfo).dtype === call.attrs?.dtype
        ? share(call)
        : cast.kernelFunc(call),
  });
}
