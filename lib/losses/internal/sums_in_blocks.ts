import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";
import { eachBlock } from "./each_block.ts";
import type { TripletSlopes } from "./sums_with_counts.ts";

/** A block of anchors: to [A, B, 1] and [A, 1, B], distances and 1 at positives and negatives. */
export interface AnchorBlock {
  readonly dAp: tf.Tensor;
  readonly dAn: tf.Tensor;
  readonly isPositive: tf.Tensor;
  readonly isNegative: tf.Tensor;
  readonly start: number;
}

/** What a block gives: sums and slopes row by row, and 1 at each triplet of a kind. */
interface BlockSums {
  readonly sums: tf.Tensor;
  readonly slopes: tf.Tensor;
  readonly valid: tf.Tensor;
  readonly active: tf.Tensor;
  readonly hard: tf.Tensor;
}

/** B x B x B on the device, in blocks of anchors: entry [a, p, n] is a pair and a negative. */
export function sumsInBlocks(
  d: Tensor2D,
  classes: Tensor1D,
  sumUp: (block: AnchorBlock) => BlockSums,
): TripletSlopes {
  const rows = d.shape[0];
  const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
  const positives = same.sub(tf.eye(rows));
  const negatives = tf.sub(1, same);
  const blocks = eachBlock(rows, rows * rows, (start, count) => {
    const along = (axis: number, x: tf.Tensor): tf.Tensor =>
      x.slice([start, 0], [count, rows]).expandDims(axis);
    const { sums, slopes, valid, active, hard } = sumUp({
      dAp: along(2, d),
      dAn: along(1, d),
      isPositive: along(2, positives),
      isNegative: along(1, negatives),
      start,
    });
    const kinds = [valid, active, active.mul(tf.sub(1, hard)), hard];
    return { sums, slopes, counts: kinds.map((flags) => flags.toInt().sum()) };
  });
  const [valid, positive, semiHard, hard] = [0, 1, 2, 3].map((kind) =>
    tf.addN(blocks.map(({ counts }) => counts[kind])) as Scalar
  );
  const easy = valid.sub(semiHard).sub(hard) as Scalar;
  return {
    sums: tf.concat(blocks.map(({ sums }) => sums)) as Tensor1D,
    slopes: tf.concat(blocks.map(({ slopes }) => slopes)) as Tensor2D,
    counts: { valid, positive, semiHard, hard, easy },
  };
}
