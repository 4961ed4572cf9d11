import * as tfjs from "@tensorflow/tfjs";
import "../host/look_at_tfjs.ts";

/**
 * TensorFlow.js, the one copy that the library computes with. A program that takes it from here
 * cannot load another beside it, whose tensors and backends would be strangers.
 *
 * @example
 * ```ts
 * import { tf } from "@triplet-lab/triplet-lab/backend";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const two: tf.Tensor1D = tf.tensor1d([1, 2]);
 * assertEquals(two.sum().dataSync()[0], 3);
 * ```
 */
export const tf: typeof import("@tensorflow/tfjs") = tfjs;

/** The types of it that programs name. */
export declare namespace tf {
  /** Numbers of any shape. */ type Tensor = tfjs.Tensor;
  /** One number. */ type Scalar = tfjs.Scalar;
  /** A list of numbers. */ type Tensor1D = tfjs.Tensor1D;
  /** Rows of numbers. */ type Tensor2D = tfjs.Tensor2D;
  /** Of three axes. */ type Tensor3D = tfjs.Tensor3D;
  /** Of four axes, such as pictures. */ type Tensor4D = tfjs.Tensor4D;
  /** A tensor that training changes. */ type Variable = tfjs.Variable;
  /** Tensors by name. */ type NamedTensorMap = tfjs.NamedTensorMap;
  /** What a tensor is made of. */ type TensorLike = tfjs.TensorLike;
  /** What kind of numbers a tensor holds. */ type DataType = tfjs.DataType;
  /** What changes variables by their gradients. */ type Optimizer = tfjs.Optimizer;
  /** A model of layers. */ type LayersModel = tfjs.LayersModel;
}
