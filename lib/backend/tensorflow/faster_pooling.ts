import * as tf from "@tensorflow/tfjs";
import { attribute, type NodeBackend } from "./node_backend.ts";

interface Pooling {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: "valid" | "same";
}

/** What the package pools with, once it is replaced. */
let packages: tf.KernelFunc[] | undefined;

/**
 * Has oneDNN, a part of TensorFlow's library that TensorFlow itself takes for graphs alone, pool on a
 * processor: the same numbers to the bit, the gradient in a tenth of the time. Windows that overlap
 * are left to the package: there a gradient is a sum, and the order another.
 */
export function hastenPooling(): void {
  const kernels = ["MaxPool", "MaxPoolGrad"].map((name) => tf.getKernel(name, "tensorflow"));
  if (packages || !kernels.every(Boolean) || !isThere()) return;
  packages = kernels.map(({ kernelFunc }) => kernelFunc);
  kernels.forEach(({ kernelName }, i) => {
    tf.unregisterKernel(kernelName, "tensorflow");
    tf.registerKernel({
      kernelName,
      backendName: "tensorflow",
      kernelFunc: (call) => pooled(call) ?? packages![i](call),
    });
  });
}

/** The pooled values, or with `dy` their gradient; undefined where the package has to do it. */
function pooled({ inputs, backend, attrs }: Parameters<tf.KernelFunc>[0]): tf.Tensor | undefined {
  const { x, input = x, dy } = inputs as Record<string, tf.TensorInfo>;
  const { filterSize, strides, pad } = attrs as unknown as Pooling;
  const [window, steps] = [filterSize, strides].map((n) => typeof n === "number" ? [n, n] : n);
  const given = dy ? [input, dy] : [input];
  const fits = given.every(({ dtype, shape }) => dtype === "float32" && shape.length === 4) &&
    window.every((n, i) => n <= steps[i]) && /^(same|valid)$/.test(String(pad));
  if (!fits) return undefined;
  const node = backend as unknown as NodeBackend;
  const { binding } = node;
  const attributes = [
    attribute(binding, "T"),
    attribute(binding, "ksize", "INT", [1, ...window, 1]),
    attribute(binding, "strides", "INT", [1, ...steps, 1]),
    attribute(binding, "padding", "STRING", pad.toUpperCase()),
    attribute(binding, "_kernel", "STRING", "MklNameChangeOp"),
  ];
  const [id, slope] = node.getInputTensorIds(given);
  const made = binding.executeOp("_MklNativeMaxPool", attributes, [id], 2);
  // Which place of a window was the largest is found once more for the gradient: that takes less
  // than to keep it would take code.
  if (dy) {
    const ids = [id, made[0].id, slope, made[1].id];
    made.unshift(...binding.executeOp("_MklNativeMaxPoolGrad", attributes, ids, 1));
  }
  made.slice(1).forEach(({ id }) => binding.deleteTensor(id));
  return node.createOutputTensor(made[0]);
}

/** A library for another processor may be without it. */
function isThere(): boolean {
  try {
    const attrs = { filterSize: 2, strides: 2, pad: "valid" };
    const pool = () =>
      pooled({ inputs: { x: tf.zeros([1, 2, 2, 1]) }, backend: tf.backend(), attrs });
    return tf.tidy(() => pool() !== undefined);
  } catch {
    return false;
  }
}
