// Not TensorFlow.js's own names, whose classes `deno doc --lint` would ask this library to document.

/** A TensorFlow.js tensor of shape []: one number. */
export type Scalar = ReturnType<(typeof import("@tensorflow/tfjs"))["scalar"]>;

/** A TensorFlow.js tensor of shape [N]. */
export type Tensor1D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor1d"]>;

/** A TensorFlow.js tensor of shape [N, M]. */
export type Tensor2D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor2d"]>;

/** A TensorFlow.js tensor of shape [N, M, L]. */
export type Tensor3D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor3d"]>;
