import * as tf from "@tensorflow/tfjs";
import { type AdamInputs, type AdamNumbers, FUSED_ADAM } from "../fused_adam.ts";
import type { Heap } from "./heap.ts";
import { kernelsOf } from "./kernels.ts";

/** Adam's steps in one pass. */
export function addAdamKernel(): void {
  if (tf.getKernel(FUSED_ADAM, "wasm")) return;
  tf.registerKernel({
    kernelName: FUSED_ADAM,
    backendName: "wasm",
    kernelFunc({ inputs, backend, attrs }) {
      const { value, gradient, first, second } = inputs as unknown as AdamInputs;
      const { rate, beta1, beta2, epsilon } = attrs as unknown as AdamNumbers;
      const heap = backend as unknown as Heap;
      const made = heap.makeOutput(value.shape, "float32");
      // Asked for last: the heap may have moved as the output was made.
      const places = [made, value, gradient, first, second].map((x) => heap.typedArrayFromHeap(x));
      const pointers = places.map(({ byteOffset }) => byteOffset);
      kernelsOf(heap)!.adam(...pointers, places[0].length, rate, beta1, beta2, epsilon);
      return made;
    },
  });
}
