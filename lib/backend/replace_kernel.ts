import * as tf from "@tensorflow/tfjs";

const ours = new WeakSet<tf.KernelFunc>();

/** Puts a kernel in the place of a backend's own, which `make` is given; once, however often asked. */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  make: (own: tf.KernelFunc) => tf.KernelFunc,
): void {
  const there = tf.getKernel(kernelName, backendName);
  if (!there || ours.has(there.kernelFunc)) return;
  const kernelFunc = make(there.kernelFunc);
  ours.add(kernelFunc);
  tf.unregisterKernel(kernelName, backendName);
  // The package's sets itself up again on a backend that is made anew.
  tf.registerKernel({ ...there, kernelFunc });
}
