import { addAdam } from "../fused_adam.ts";
import type { Heap } from "./heap.ts";
import { kernelsOf } from "./kernels.ts";

/** Adam's steps in one pass. */
export function addAdamKernel(): void {
  addAdam<Heap>("wasm", (heap, { value, gradient, first, second }, numbers) => {
    const { rate, beta1, beta2, epsilon } = numbers;
    const made = heap.makeOutput(value.shape, "float32");
    // Asked for last: the heap may have moved as the output was made.
    const places = [made, value, gradient, first, second].map((x) => heap.typedArrayFromHeap(x));
    const pointers = places.map(({ byteOffset }) => byteOffset);
    kernelsOf(heap)!.adam(...pointers, places[0].length, rate, beta1, beta2, epsilon);
    return made;
  });
}
