import * as tf from "@tensorflow/tfjs";
import { type AdamInputs, type AdamNumbers, FUSED_ADAM } from "./fused_adam.ts";
import type { Heap } from "./segment_sum.ts";
import { WASM_ADAM } from "./wasm_adam_code.ts";

/** Adam's steps in TensorFlow.js's memory; with threads and without SIMD they stay composed. */
export function addWasmAdam(): void {
  if (tf.getKernel(FUSED_ADAM, "wasm")) return;
  const memory = (tf.backend() as unknown as Heap).wasm.asm?.memory;
  const code = Uint8Array.from(atob(WASM_ADAM), (letter) => letter.charCodeAt(0));
  if (!(memory?.buffer instanceof ArrayBuffer) || !WebAssembly.validate(code)) return;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  const adam = exports.adam as (...numbers: number[]) => void;
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
      adam(...pointers, places[0].length, rate, beta1, beta2, epsilon);
      return made;
    },
  });
}
