import * as tf from "@tensorflow/tfjs";
import { attribute, type NodeBackend } from "./node_backend.ts";

/** `x kernel + bias`, or its positive part: what `embeddingNetwork` takes where it is there. */
const DENSE = "DenseLayer";
const RELU_SLOPE = "ReluSlope", COLUMN_SUMS = "ColumnSums";

type Kernel = Parameters<typeof tf.registerKernel>[0]["kernelFunc"];
type Inputs = Record<string, tf.TensorInfo>;

const add = (kernelName: string, kernelFunc: Kernel) =>
  tf.registerKernel({ kernelName, backendName: "tensorflow", kernelFunc });

/** One of TensorFlow's operations on float32 tensors of the addon's. */
function run({ binding }: NodeBackend, name: string, ids: number[], flags: object = {}) {
  const told = Object.entries(flags).map(([flag, on]) => attribute(binding, flag, "BOOL", on));
  return binding.executeOp(name, [attribute(binding, "T"), ...told], ids, 1)[0];
}

/** The slope behind a relu from the one before it: 0 where what came in, or went out, is not above 0. */
const reluSlope = (slope: tf.Tensor, y: tf.Tensor): tf.Tensor =>
  tf.engine().runKernel(RELU_SLOPE, { slope, y }) as tf.Tensor;

/**
 * Has TensorFlow's own operations compute what TensorFlow.js puts together of several, or sends to a
 * slower one: products of two matrices, a relu's gradient, and a dense layer without tensors between
 * its parts.
 */
export function hastenStep(): void {
  const product = tf.getKernel("BatchMatMul", "tensorflow");
  const relu = tf.getGradient("Relu");
  if (!product || !relu || tf.getKernel(DENSE, "tensorflow")) return;

  tf.unregisterKernel("BatchMatMul", "tensorflow");
  add("BatchMatMul", (call) => {
    const { a, b } = call.inputs as Inputs;
    if ([a, b].some(({ shape, dtype }) => shape.length !== 2 || dtype !== "float32")) {
      return product.kernelFunc(call);
    }
    const node = call.backend as unknown as NodeBackend;
    const { transposeA: transpose_a, transposeB: transpose_b } = call.attrs!;
    const ids = node.getInputTensorIds([a, b]);
    return node.createOutputTensor(run(node, "MatMul", ids, { transpose_a, transpose_b }));
  });

  add(RELU_SLOPE, ({ inputs, backend }) => {
    const node = backend as unknown as NodeBackend;
    const { slope, y } = inputs as Inputs;
    return node.createOutputTensor(run(node, "ReluGrad", node.getInputTensorIds([slope, y])));
  });
  tf.registerGradient({
    kernelName: RELU_SLOPE,
    inputsToSave: ["y"],
    gradFunc: (dy, [y]) => ({
      slope: () => reluSlope(dy as tf.Tensor, y),
      y: () => tf.zerosLike(y),
    }),
  });
  add(COLUMN_SUMS, ({ inputs, backend }) => {
    const node = backend as unknown as NodeBackend;
    const ids = node.getInputTensorIds([(inputs as Inputs).x]);
    return node.createOutputTensor(run(node, "BiasAddGrad", ids));
  });
  tf.registerGradient({
    kernelName: COLUMN_SUMS,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => (dy as tf.Tensor).broadcastTo(x.shape) }),
  });
  tf.unregisterGradient("Relu");
  tf.registerGradient({
    ...relu,
    gradFunc: (dy, [x], attributes) =>
      tf.getBackend() === "tensorflow" && x.dtype === "float32"
        ? { x: () => reluSlope(dy as tf.Tensor, x) }
        : relu.gradFunc(dy, [x], attributes!),
  });

  add(DENSE, ({ inputs, backend, attrs }) => {
    const node = backend as unknown as NodeBackend;
    const { x, kernel, bias } = inputs as Inputs;
    const [rows, columns, shift] = node.getInputTensorIds([x, kernel, bias]);
    let made = run(node, "MatMul", [rows, columns]);
    const then = (name: string, ...more: number[]) => {
      const before = made.id;
      made = run(node, name, [before, ...more]);
      node.binding.deleteTensor(before);
    };
    then("BiasAdd", shift);
    if (attrs?.relu) then("Relu");
    return node.createOutputTensor(made);
  });
  tf.registerGradient({
    kernelName: DENSE,
    inputsToSave: ["x", "kernel"],
    outputsToSave: [true],
    gradFunc(dy, [x, kernel, y], attributes) {
      const slope = attributes?.relu ? reluSlope(dy as tf.Tensor, y) : dy as tf.Tensor;
      return {
        x: () => tf.matMul(slope, kernel, false, true),
        kernel: () => tf.matMul(x, slope, true, false),
        bias: () => tf.engine().runKernel(COLUMN_SUMS, { x: slope }) as tf.Tensor,
      };
    },
  });
}
