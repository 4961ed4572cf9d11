// Named here for the reason that lib/losses/tensors.ts gives.

/** A TensorFlow.js variable: a tensor that training changes. */
export type Variable = ReturnType<(typeof import("@tensorflow/tfjs"))["variable"]>;

/** An optimizer of TensorFlow.js, such as `tf.train.adam(0.001)`. */
export type Optimizer = InstanceType<(typeof import("@tensorflow/tfjs"))["Optimizer"]>;

/** A model of TensorFlow.js's layers. */
export type LayersModel = InstanceType<(typeof import("@tensorflow/tfjs"))["LayersModel"]>;

/** A table of nodejs-polars. */
export type DataFrame = ReturnType<(typeof import("nodejs-polars"))["default"]["DataFrame"]>;
