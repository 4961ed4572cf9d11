import { refuseValue } from "../../checks/mod.ts";
import * as tf from "@tensorflow/tfjs";
import { replaceKernel } from "../replace_kernel.ts";
import type { Heap } from "./heap.ts";

interface Attributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: number[];
  filterSize: [number, number] | number;
  inputShape: number[];
}

/**
 * Makes convolutions train on WebAssembly: registers `Conv2DBackpropFilter`, which TensorFlow.js
 * has not written there, as a product, and puts faster ones in front of two that it has:
 * `MaxPoolGrad`, and where the stride is 1 `Conv2DBackpropInput`, a convolution with the filter
 * turned by 180 degrees.
 */
export function addConvolutionGradient(): void {
  const kernelName = "Conv2DBackpropFilter", backendName = "wasm";
  if (tf.getKernel(kernelName, backendName)) return;
  tf.registerKernel({ kernelName, backendName, kernelFunc: filterGradient });
  replaceKernel(
    "Conv2DBackpropInput",
    "wasm",
    (slow) => (call) => inputGradient(call) ?? slow(call),
  );
  replaceKernel("MaxPoolGrad", "wasm", () => poolGradient);
}

type Call = Parameters<tf.KernelFunc>[0];
type Shape = [number, number, number, number];

const filterGradient: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as Record<string, tf.Tensor4D>;
  const attributes = attrs as unknown as Attributes;
  const info = sizes(x.shape, attributes.filterShape, attributes);
  const heap = backend as unknown as Heap;
  return tf.tidy(() => {
    const seen = tf.engine().makeTensorFromTensorInfo(patches(heap, x, info)) as tf.Tensor2D;
    return seen.matMul(dy.reshape([-1, info.outChannels])).reshape(info.filterShape);
  });
};

/**
 * What each place of a filter sees: a row for each place and channel, a column for each position of
 * the filter on each image; 0 beside an image.
 */
function patches(heap: Heap, x: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo: { top, left } } = info;
  const rows = filterHeight * filterWidth * inChannels, columns = batchSize * outHeight * outWidth;
  const made = heap.makeOutput([rows, columns], "float32");
  // Asked for last: the heap may have moved as the output was made.
  const [from, to] = [x, made].map((one) => heap.typedArrayFromHeap(one));
  for (let image = 0; image < batchSize; image++) {
    let at = image * outHeight * outWidth;
    for (let y = -top; y < filterHeight - top; y++) {
      for (let z = -left; z < filterWidth - left; z++) {
        // Positions at which this place lies inside the image's width.
        const first = Math.max(0, Math.ceil(-z / strideWidth));
        const end = Math.min(outWidth, Math.ceil((inWidth - z) / strideWidth));
        for (let channel = 0; channel < inChannels; channel++, at += columns) {
          to.fill(0, at, at + outHeight * outWidth);
          for (let i = 0; i < outHeight; i++) {
            const row = i * strideHeight + y;
            if (row < 0 || row >= inHeight) continue;
            let place =
              ((image * inHeight + row) * inWidth + z + first * strideWidth) * inChannels +
              channel;
            for (let j = at + i * outWidth + first; j < at + i * outWidth + end; j++) {
              to[j] = from[place];
              place += strideWidth * inChannels;
            }
          }
        }
      }
    }
  }
  return made;
}
/** Undefined where a loop has to do it: other strides, or more padding than a filter reaches. */
function inputGradient({ inputs, attrs }: Call): tf.Tensor | undefined {
  const { dy, filter } = inputs as Record<string, tf.Tensor4D>;
  const attributes = attrs as unknown as Attributes;
  const info = sizes(attributes.inputShape, filter.shape, attributes);
  const { filterHeight, filterWidth, padInfo: { top, bottom, left, right } } = info;
  const [y, x] = [filterHeight - 1, filterWidth - 1];
  const pad = [[0, 0], [y - top, y - bottom], [x - left, x - right], [0, 0]];
  if (info.strideHeight * info.strideWidth > 1 || pad.flat().some((n) => n < 0)) return undefined;
  return tf.tidy(() => {
    const turned = filter.reverse([0, 1]).transpose<tf.Tensor4D>([0, 1, 3, 2]);
    return tf.conv2d(dy, turned, 1, pad as unknown as number);
  });
}

function sizes(input: number[], filter: number[], attributes: Attributes) {
  const { strides, pad, dataFormat, dimRoundingMode } = attributes;
  if (dataFormat !== "NHWC") refuseValue(`"${dataFormat}"`, "dataFormat", `"NHWC" on WebAssembly`);
  const shapes = [input as Shape, filter as Shape] as const;
  return tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode);
}

/** The first of a window's largest numbers takes its slope. */
const poolGradient: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { dy, input } = inputs as Record<string, tf.Tensor4D>;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as Attributes;
  const info = tf.backend_util
    .computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo: { top, left } } = info;
  const heap = backend as unknown as Heap;
  const made = heap.makeOutput(input.shape, "float32");
  const [x, slope, to] = [input, dy, made].map((one) => heap.typedArrayFromHeap(one));
  to.fill(0);
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let i = 0; i < outHeight; i++) {
      const row = Math.max(0, i * strideHeight - top);
      const rowEnd = Math.min(inHeight, i * strideHeight - top + filterHeight);
      for (let j = 0; j < outWidth; j++) {
        const column = Math.max(0, j * strideWidth - left);
        const columnEnd = Math.min(inWidth, j * strideWidth - left + filterWidth);
        for (let channel = 0; channel < inChannels; channel++) {
          let best = ((image * inHeight + row) * inWidth + column) * inChannels + channel;
          let most = x[best];
          for (let y = row; y < rowEnd; y++) {
            let place = ((image * inHeight + y) * inWidth + column) * inChannels + channel;
            for (let z = column; z < columnEnd; z++, place += inChannels) {
              if (x[place] > most) most = x[best = place];
            }
          }
          to[best] += slope[at++];
        }
      }
    }
  }
  return made;
};
