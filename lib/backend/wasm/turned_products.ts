import * as tf from "@tensorflow/tfjs";
import { replaceKernel } from "../replace_kernel.ts";

/** Turns factors before XNNPACK's product: the kernel's own loop takes ten times as long. */
export function turnProductsFirst(): void {
  const transpose = tf.getKernel("Transpose", "wasm");
  if (!transpose) return;
  replaceKernel("BatchMatMul", "wasm", (product) => ({ inputs, backend, attrs }) => {
    const made: tf.TensorInfo[] = [];
    const turned = (x: tf.TensorInfo, asked: unknown): tf.TensorInfo => {
      if (!asked) return x;
      const rank = x.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const result = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } });
      made.push(result as tf.TensorInfo);
      return result as tf.TensorInfo;
    };
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const straight = { a: turned(a, attrs?.transposeA), b: turned(b, attrs?.transposeB) };
    try {
      const plain = { ...attrs, transposeA: false, transposeB: false };
      return product({ inputs: straight, backend, attrs: plain });
    } finally {
      for (const { dataId } of made) (backend as tf.KernelBackend).disposeData(dataId);
    }
  });
}
