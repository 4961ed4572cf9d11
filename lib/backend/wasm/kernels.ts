import type { Heap } from "./heap.ts";
import { KERNELS } from "./kernels_code.ts";

/** The functions of `kernels.c`: of places in TensorFlow.js's memory, and numbers. */
type Kernels = Record<"adam" | "turn", (...numbers: number[]) => void>;

/** By the memory that they work in: a backend that was removed is made anew with another. */
const opened = new WeakMap<WebAssembly.Memory, Kernels>();

/** Those of a backend; none where the package computes with threads or without SIMD. */
export function kernelsOf({ wasm: { asm } }: Heap): Kernels | undefined {
  const memory = asm?.memory, there = memory && opened.get(memory);
  if (there || !(memory?.buffer instanceof ArrayBuffer)) return there;
  const code = Uint8Array.from(atob(KERNELS), (letter) => letter.charCodeAt(0));
  if (!WebAssembly.validate(code)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  opened.set(memory, exports as Kernels);
  return exports as Kernels;
}
