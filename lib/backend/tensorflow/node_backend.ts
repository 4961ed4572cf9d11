import type * as tf from "@tensorflow/tfjs";

/** What the package's backend gives to whoever runs TensorFlow's own operations. */
export interface NodeBackend {
  binding: {
    executeOp(name: string, attributes: object[], ids: number[], outputs: number): { id: number }[];
    createTensor(shape: number[], dtype: number, values: Float32Array): number;
    deleteTensor(id: number): void;
  } & Record<`TF_${string}`, number>;
  /** Which of the addon's tensors holds the numbers of one of TensorFlow.js's. */
  tensorMap: { get(dataId: object): { id: number } };
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(made: object): tf.Tensor;
  executeSingleOutput(name: string, attributes: object[], inputs: tf.TensorInfo[]): tf.Tensor;
}
