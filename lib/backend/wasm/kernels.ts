import * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";
import { KERNELS } from "./kernels_code.ts";

/** A function of `kernels.c`: of places in TensorFlow.js's memory, and numbers. */
export type Kernel = (...numbers: number[]) => void;

/** Those functions; none where the package computes with threads or without SIMD. */
export function openKernels(): { adam: Kernel; turn: Kernel } | undefined {
  const memory = (tf.backend() as unknown as Heap).wasm.asm?.memory;
  const code = Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0));
  if (!(memory?.buffer instanceof ArrayBuffer) || !WebAssembly.validate(code)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  return exports as { adam: Kernel; turn: Kernel };
}
