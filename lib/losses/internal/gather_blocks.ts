import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";
import type { TripletSlopes } from "./triplet_sum_types.ts";

/** What a block of anchors gives: sums and slopes row by row, and 1 at each triplet of a kind. */
export interface BlockSums {
  readonly sums: tf.Tensor;
  readonly slopes: tf.Tensor;
  readonly valid: Scalar;
  readonly positive: Scalar;
  readonly semiHard: Scalar;
  readonly hard: Scalar;
}

/** How many flags are 1, as an int32 scalar. */
export const countOf = (flags: tf.Tensor): Scalar => flags.toInt().sum();

/** Blocks of anchors as the batch that they make. */
export function gatherBlocks(blocks: readonly BlockSums[]): TripletSlopes {
  const add = (key: "valid" | "positive" | "semiHard" | "hard"): Scalar =>
    tf.addN(blocks.map((block) => block[key])) as Scalar;
  const [valid, semiHard, hard] = [add("valid"), add("semiHard"), add("hard")];
  const easy = valid.sub(semiHard).sub(hard) as Scalar;
  return {
    sums: tf.concat(blocks.map(({ sums }) => sums)) as Tensor1D,
    slopes: tf.concat(blocks.map(({ slopes }) => slopes)) as Tensor2D,
    counts: { valid, positive: add("positive"), semiHard, hard, easy },
  };
}
