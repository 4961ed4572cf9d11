import type { TripletCountTensors } from "./internal/triplet_sum_types.ts";
import type { Scalar } from "./tensors.ts";

/**
 * The loss of a batch, and what the triplets that its rule takes are like, as tensors: a GPU cannot
 * tell a number at once. They stay when the result is returned from `tf.tidy`; called outside of
 * one, they are the caller's to dispose of.
 */
export type TripletLossTensors = {
  /** The loss, in the unit of the distances; differentiable. */
  readonly loss: Scalar;
  /** `counts.positive / counts.valid`; 0 when no triplet is valid. A constant to the gradient. */
  readonly fractionPositive: Scalar;
  /** The triplets, by category. */
  readonly counts: TripletCountTensors;
};
