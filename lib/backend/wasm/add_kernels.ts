import * as tf from "@tensorflow/tfjs";
import { addAdam } from "../fused_adam.ts";
import { replaceKernel } from "../replace_kernel.ts";
import { addConvolutionGradient } from "./convolution_gradient.ts";
import type { Heap } from "./heap.ts";
import { kernelsOf } from "./kernels.ts";
import { turnProductsFirst } from "./turned_products.ts";

/** Gives the current backend what the package lacks there, and faster kernels for what it has. */
export function addKernels(): void {
  const fast = kernelsOf(tf.backend() as unknown as Heap);
  if (fast) hastenTranspose();
  turnProductsFirst();
  // Clones, as which a gradient keeps its tensors, share numbers: the package copies each.
  replaceKernel("Identity", "wasm", () => share);
  addSegmentSum();
  addConvolutionGradient();
  if (fast) addAdamKernel();
}

/** Exchanges the last two axes of float32 tensors four by four; the package's kernel goes one by one. */
function hastenTranspose(): void {
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

const share: tf.KernelFunc = ({ inputs, backend }) => {
  const { x: { dataId, shape, dtype } } = inputs as { x: tf.TensorInfo };
  (backend as { incRef(dataId: object): void }).incRef(dataId);
  return { dataId, shape, dtype };
};

/** Adds up rows of one index: the gradient of `tf.gather`, which the backend lacks. */
function addSegmentSum(): void {
  if (tf.getKernel("UnsortedSegmentSum", "wasm")) return;
  tf.registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc({ inputs, backend, attrs }) {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = attrs as unknown as { numSegments: number };
      const heap = backend as unknown as Heap;
      const sums = heap.makeOutput([numSegments, ...x.shape.slice(1)], x.dtype);
      // Asked for last: the heap may have moved as the output was made.
      const [from, segments, to] = [x, segmentIds, sums].map((one) => heap.typedArrayFromHeap(one));
      to.fill(0);
      const width = segments.length === 0 ? 0 : from.length / segments.length;
      segments.forEach((segment, row) => {
        // An index below 0 belongs nowhere, as on the other backends.
        if (segment < 0) return;
        for (let k = 0; k < width; k++) to[segment * width + k] += from[row * width + k];
      });
      return sums;
    },
  });
}

/** Adam's steps in one pass. */
function addAdamKernel(): void {
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
