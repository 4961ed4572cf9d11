import type { Reduction } from "../reference/reduce_losses.ts";
import type { TripletCounts } from "../reference/triplet_loss_result.ts";

// Not TensorFlow.js's own names, whose classes `deno doc --lint` would ask this library to document.

/** A TensorFlow.js tensor of shape []: one number. */
export type Scalar = ReturnType<(typeof import("@tensorflow/tfjs"))["scalar"]>;

/** A TensorFlow.js tensor of shape [N]. */
export type Tensor1D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor1d"]>;

/** A TensorFlow.js tensor of shape [N, M]. */
export type Tensor2D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor2d"]>;

/** A TensorFlow.js tensor of shape [N, M, L]. */
export type Tensor3D = ReturnType<(typeof import("@tensorflow/tfjs"))["tensor3d"]>;

/** What a reduction makes of losses: a scalar, or a tensor of shape [B] for `"none"`. */
export type Reduced<R extends Reduction> = R extends "none" ? Tensor1D : Scalar;

/**
 * How many triplets are of which kind, as {@linkcode TripletCounts} says: int32 scalars, float32 ones
 * where int32 cannot hold a count.
 */
export type TripletCountTensors = Readonly<Record<keyof TripletCounts, Scalar>>;

/**
 * The loss of a batch, and what the triplets that its rule takes are like, as tensors: a GPU cannot
 * tell a number at once. They stay when the result is returned from `tf.tidy`; called outside of
 * one, they are the caller's to dispose of.
 */
export type TripletLossTensors<R extends Reduction = "mean"> = {
  /**
   * The loss, in the unit of the distances; differentiable. For `reduction: "none"` one an anchor:
   * the sum of the losses of its triplets, 0 where the rule takes none, from float32 distances: a
   * triplet within their rounding of the margin may count otherwise than in the fused mean.
   */
  readonly loss: Reduced<R>;
  /** `counts.positive / counts.valid`; 0 when no triplet is valid. A constant to the gradient. */
  readonly fractionPositive: Scalar;
  /** The triplets, by category. */
  readonly counts: TripletCountTensors;
};
