import * as tf from "@tensorflow/tfjs";
import { replaceKernel } from "../replace_kernel.ts";
import type { Heap } from "./heap.ts";
import { kernelsOf } from "./kernels.ts";

/** Exchanges the last two axes of float32 tensors four by four; the package's kernel goes one by one. */
export function hastenTranspose(): void {
  replaceKernel("Transpose", "wasm", (transpose) => (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    const { perm } = call.attrs as unknown as { perm: number[] };
    const rank = x.shape.length, lead = x.shape.slice(0, -2), [rows, columns] = x.shape.slice(-2);
    const wanted = [...lead.keys(), rank - 1, rank - 2];
    if (rank < 2 || x.dtype !== "float32" || !tf.util.arraysEqual(perm, wanted)) {
      return transpose(call);
    }
    const heap = call.backend as unknown as Heap;
    const made = heap.makeOutput([...lead, columns, rows], "float32");
    // Asked for last: the heap may have moved as the output was made.
    const [to, from] = [made, x].map((one) => heap.typedArrayFromHeap(one).byteOffset);
    kernelsOf(heap)!.turn(to, from, tf.util.sizeFromShape(lead), rows, columns);
    return made;
  });
}
