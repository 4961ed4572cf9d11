import * as tf from "@tensorflow/tfjs";
import type { Heap } from "./wasm_heap.ts";
import { WASM_KERNELS } from "./wasm_kernels_code.ts";

/** A function of `wasm_kernels.c`: of places in TensorFlow.js's memory, and numbers. */
export type WasmKernel = (...numbers: number[]) => void;

/** Those functions; none where the package computes with threads or without SIMD. */
export function wasmKernels(): { adam: WasmKernel; turn: WasmKernel } | undefined {
  const memory = (tf.backend() as unknown as Heap).wasm.asm?.memory;
  const code = Uint8Array.from(atob(WASM_KERNELS), (letter) => letter.charCodeAt(0));
  if (!(memory?.buffer instanceof ArrayBuffer) || !WebAssembly.validate(code)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  return exports as { adam: WasmKernel; turn: WasmKernel };
}
