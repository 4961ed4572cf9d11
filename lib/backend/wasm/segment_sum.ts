import * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

/** Adds up rows of one index: the gradient of `tf.gather`, which the backend lacks. */
export function addSegmentSum(): void {
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
