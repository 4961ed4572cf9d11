import * as tf from "@tensorflow/tfjs";

interface Attributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: number[];
  inputShape: number[];
}

/**
 * Makes convolutions train on WebAssembly: registers `Conv2DBackpropFilter`, which TensorFlow.js
 * has not written there, as a product, and puts a faster `Conv2DBackpropInput` in front, a
 * convolution with the filter turned by 180 degrees, where the stride is 1.
 */
export function addConvolutionGradient(): void {
  const slow = tf.getKernel("Conv2DBackpropInput", "wasm");
  if (!slow || tf.getKernel("Conv2DBackpropFilter", "wasm")) return;
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: filterGradient,
  });
  tf.unregisterKernel("Conv2DBackpropInput", "wasm");
  tf.registerKernel({
    ...slow,
    kernelFunc: (call) => inputGradient(call) ?? slow.kernelFunc(call),
  });
}

type Call = Parameters<tf.KernelFunc>[0];
type Shape = [number, number, number, number];

const filterGradient: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as Record<string, tf.Tensor4D>;
  const attributes = attrs as unknown as Attributes;
  const info = sizes(x.shape, attributes.filterShape, attributes);
  const { strideHeight, strideWidth, outHeight, outWidth, padInfo: pad } = info;
  return tf.tidy(() => {
    // Channels first: what a place of the filter saw is then rows that lie whole in memory.
    const padded = x.transpose([3, 0, 1, 2])
      .pad([[0, 0], [0, 0], [pad.top, pad.bottom], [pad.left, pad.right]]);
    const seen: tf.Tensor[] = [];
    for (let y = 0; y < info.filterHeight; y++) {
      for (let x = 0; x < info.filterWidth; x++) {
        const end = [y + (outHeight - 1) * strideHeight + 1, x + (outWidth - 1) * strideWidth + 1];
        const rows = padded.stridedSlice(
          [0, 0, y, x],
          [info.inChannels, info.batchSize, ...end],
          [1, 1, strideHeight, strideWidth],
        );
        seen.push(rows.reshape([info.inChannels, -1]));
      }
    }
    const gradients = dy.reshape([-1, info.outChannels]);
    return tf.concat(seen).matMul(gradients).reshape(info.filterShape);
  });
};

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
  if (dataFormat !== "NHWC") {
    throw new RangeError(`dataFormat: expected "NHWC" on WebAssembly, got "${dataFormat}"`);
  }
  const shapes = [input as Shape, filter as Shape] as const;
  return tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode);
}
