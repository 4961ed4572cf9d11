import type * as tf from "@tensorflow/tfjs";

/** What the package's addon offers. */
export type Binding = {
  executeOp(name: string, attributes: object[], ids: number[], outputs: number): { id: number }[];
  createTensor(shape: number[], dtype: number, values: Float32Array): number;
  deleteTensor(id: number): void;
} & Record<`TF_${string}`, number>;

/** The number of the addon's tensor with the numbers of one of TensorFlow.js's; -1: none any more. */
export type NodeTensor = { id: number };

/** What the package's backend gives to whoever runs TensorFlow's own operations. */
export interface NodeBackend {
  binding: Binding;
  tensorMap: { get(dataId: object): NodeTensor };
  /** How many of TensorFlow.js's tensors share these numbers. */
  refCount(dataId: object): number;
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(made: object): tf.Tensor;
  /** Frees what nobody shares any more, and tells whether it did. */
  disposeData(dataId: object, force?: boolean): boolean;
}

/** An operation's attribute: of type float32 where no other is told. */
export const attribute = (
  binding: Binding,
  name: string,
  type: "BOOL" | "INT" | "SHAPE" | "STRING" | "TYPE" = "TYPE",
  value: unknown = binding.TF_FLOAT,
): object => ({ name, type: binding[`TF_ATTR_${type}`], value });
