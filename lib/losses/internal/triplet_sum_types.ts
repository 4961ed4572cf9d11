import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";

/**
 * Which triplets add what: those with a loss their hinge, the semi-hard ones their hinge, or all
 * their smooth hinge `softplus(x)`.
 */
export type Over = "positive" | "semi-hard" | "soft";

/**
 * How many triplets are of which kind, as {@linkcode TripletCounts} says: int32 scalars, float32 ones
 * where int32 cannot hold a count.
 */
export type TripletCountTensors = Readonly<Record<keyof TripletCounts, Scalar>>;

/** The sum of each anchor's triplet losses, differentiable, and the counts of the batch. */
export interface TripletSums {
  readonly sums: Tensor1D;
  readonly counts: TripletCountTensors;
}

/** The same with the slope of each anchor's sum to every distance of its row. */
export interface TripletSlopes extends TripletSums {
  readonly slopes: Tensor2D;
}
