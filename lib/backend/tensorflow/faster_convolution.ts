import * as tf from "@tensorflow/tfjs";
import { columnSums, reluSlope } from "./faster_step.ts";
import type { NodeBackend } from "./node_backend.ts";
import { keptBeside, ofOneDnn, POOLING } from "./onednn.ts";

/** `relu(maxPool(conv(x) + bias))`: what `embeddingNetwork` takes where it is there. */
const LAYER = "ConvolutionLayer", IMAGE_SLOPE = "ImageSlope";

/**
 * Has oneDNN add the bias while it convolves. What is kept for the gradient goes with the result; the
 * bias' own comes from the pooled numbers, a quarter of the image's.
 */
export function hastenConvolution(): void {
  const backendName = "tensorflow";
  if (tf.getKernel(LAYER, backendName)) return;
  tf.registerKernel({
    kernelName: LAYER,
    backendName,
    kernelFunc({ inputs: { x, kernel, bias }, backend }) {
      const node = backend as unknown as NodeBackend, { binding } = node;
      const ids = node.getInputTensorIds([x, kernel, bias] as tf.TensorInfo[]);
      const same = ofOneDnn(binding, { strides: [1, 1, 1, 1], padding: "SAME" });
      const [image] = binding.executeOp("_MklNativeConv2DWithBias", same, ids, 1);
      const pooling = ofOneDnn(binding, POOLING);
      const [pooled, places] = binding.executeOp("_MklNativeMaxPool", pooling, [image.id], 2);
      const [y] = binding.executeOp("Relu", [], [pooled.id], 1);
      binding.deleteTensor(pooled.id);
      const made = node.createOutputTensor(y);
      keptBeside.set(made.dataId, [places.id, image.id]);
      return made;
    },
  });
  tf.registerKernel({
    kernelName: IMAGE_SLOPE,
    backendName,
    kernelFunc({ inputs, backend }) {
      const node = backend as unknown as NodeBackend, { binding } = node;
      const { y, slope } = inputs as Record<string, tf.TensorInfo>;
      const [places, image] = keptBeside.get(y.dataId)!;
      const ids = [image, ...node.getInputTensorIds([y, slope]), places];
      const pooling = ofOneDnn(binding, POOLING);
      const [made] = binding.executeOp("_MklNativeMaxPoolGrad", pooling, ids, 1);
      return node.createOutputTensor(made);
    },
  });
  tf.registerGradient({
    kernelName: LAYER,
    inputsToSave: ["x", "kernel"],
    outputsToSave: [true],
    gradFunc(given, [x, kernel, y]) {
      const slope = reluSlope(given as tf.Tensor, y), at = { strides: 1, pad: "same" };
      // Where the result was on another backend since, or is now, nothing is kept.
      const kept = tf.getBackend() === backendName && keptBeside.has(y.dataId);
      const dy: tf.Tensor = kept
        ? tf.engine().runKernel(IMAGE_SLOPE, { y, slope })
        : pooledSlope(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same"), slope);
      const shapes = { inputShape: x.shape, filterShape: kernel.shape };
      const run = (name: string, inputs: tf.NamedTensorMap) => (): tf.Tensor =>
        tf.engine().runKernel(name, inputs, { ...at, ...shapes, dataFormat: "NHWC" });
      return {
        x: run("Conv2DBackpropInput", { dy, filter: kernel }),
        kernel: run("Conv2DBackpropFilter", { dy, x }),
        bias: () => columnSums(slope),
      };
    },
  });
}

function pooledSlope(input: tf.Tensor4D, dy: tf.Tensor): tf.Tensor {
  const inputs = { input, dy, output: tf.maxPool(input, 2, 2, "valid") };
  return tf.engine().runKernel("MaxPoolGrad", inputs, { filterSize: 2, strides: 2, pad: "valid" });
}
