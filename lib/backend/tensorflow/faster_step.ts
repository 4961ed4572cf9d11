import * as tf from "@tensorflow/tfjs";
import { attribute, type NodeBackend } from "./node_backend.ts";

/** `x kernel + bias`, or its positive part: what `embeddingNetwork` takes where it is there. */
const DENSE = "DenseLayer";
const RELU_SLOPE = "ReluSlope", COLUMN_SUMS = "ColumnSums";
type Flags = Record<string, unknown>;
/** A kernel in the addon's terms: the tensors by number, in the order of the inputs. */
type Kernel = (node: NodeBackend, ids: number[], flags: Flags, given: tf.TensorInfo[]) => object;

function add(kernelName: string, inputs: string[], kernel: Kernel, otherwise?: tf.KernelFunc) {
  const kernelFunc: tf.KernelFunc = (call) => {
    const given = inputs.map((name) => call.inputs[name] as tf.TensorInfo);
    if (otherwise && given.some((x) => x.shape.length !== 2 || x.dtype !== "float32")) {
      return otherwise(call);
    }
    const node = call.backend as unknown as NodeBackend;
    const ids = node.getInputTensorIds(given);
    return node.createOutputTensor(kernel(node, ids, call.attrs ?? {}, given));
  };
  tf.registerKernel({ kernelName, backendName: "tensorflow", kernelFunc });
}

/** One of TensorFlow's operations: types it sees for itself, and a flag that is not told is false. */
const run = ({ binding }: NodeBackend, name: string, ids: number[], flags: object = {}) => {
  const told = Object.entries(flags).filter(([, on]) => on);
  const attributes = told.map(([flag]) => attribute(binding, flag, "BOOL", true));
  return binding.executeOp(name, attributes, ids, 1)[0];
};

/** Whether a gradient is asked for here too, and not only its value on TensorFlow. */
const isHere = () => tf.getBackend() === "tensorflow";
/** The slope behind a relu from the one before it: 0 where what came in, or went out, is not above 0. */
export const reluSlope = (slope: tf.Tensor, y: tf.Tensor): tf.Tensor =>
  isHere() ? tf.engine().runKernel(RELU_SLOPE, { slope, y }) : slope.mul(y.step());
/** The sums over all axes but the last. */
export const columnSums = (x: tf.Tensor): tf.Tensor =>
  isHere() ? tf.engine().runKernel(COLUMN_SUMS, { x }) : x.sum([...x.shape.keys()].slice(0, -1));

/**
 * Has TensorFlow's own operations compute what TensorFlow.js puts together of several, or sends to a
 * slower one: products of two matrices, a relu's gradient, and a dense layer without tensors between
 * its parts.
 */
export function hastenStep(): void {
  const product = tf.getKernel("BatchMatMul", "tensorflow"), relu = tf.getGradient("Relu");
  if (!product || !relu || tf.getKernel(DENSE, "tensorflow")) return;

  tf.unregisterKernel("BatchMatMul", "tensorflow");
  const multiply: Kernel = (node, ids, { transposeA, transposeB }, [a, b]) => {
    // Products of these sizes MatMul leaves to one thread.
    const sizes = [...a.shape, b.shape[transposeB ? 0 : 1]], work = tf.util.sizeFromShape(sizes);
    return work > 3e7 && work < 8e7 && Math.max(...sizes) < 1000
      ? run(node, "BatchMatMulV2", ids, { adj_x: transposeA, adj_y: transposeB })
      : run(node, "MatMul", ids, { transpose_a: transposeA, transpose_b: transposeB });
  };
  add("BatchMatMul", ["a", "b"], multiply, product.kernelFunc);
  add(RELU_SLOPE, ["slope", "y"], (node, ids) => run(node, "ReluGrad", ids));
  add(COLUMN_SUMS, ["x"], (node, ids) => run(node, "BiasAddGrad", ids));
  add(DENSE, ["x", "kernel", "bias"], (node, [x, kernel, bias], { relu }, given) => {
    let made = multiply(node, [x, kernel], {}, given) as { id: number };
    for (const [name, ...more] of [["BiasAdd", bias], ...(relu ? [["Relu"]] : [])]) {
      const { id } = made;
      made = run(node, name as string, [id, ...more as number[]]);
      node.binding.deleteTensor(id);
    }
    return made;
  });

  tf.unregisterGradient("Relu");
  tf.registerGradient({
    ...relu,
    gradFunc: (dy, [x], attributes) =>
      isHere() && x.dtype === "float32"
        ? { x: () => reluSlope(dy as tf.Tensor, x) }
        : relu.gradFunc(dy, [x], attributes!),
  });
  tf.registerGradient({
    kernelName: RELU_SLOPE,
    inputsToSave: ["y"],
    gradFunc: (dy, [y]) => ({
      slope: () => reluSlope(dy as tf.Tensor, y),
      y: () => tf.zerosLike(y),
    }),
  });
  tf.registerGradient({
    kernelName: COLUMN_SUMS,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => (dy as tf.Tensor).broadcastTo(x.shape) }),
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
        bias: () => columnSums(slope),
      };
    },
  });
}
