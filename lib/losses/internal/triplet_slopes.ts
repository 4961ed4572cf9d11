import * as tf from "@tensorflow/tfjs";
import type { TripletCounts } from "../../reference/triplet_loss_result.ts";
import type { Scalar, Tensor1D, Tensor2D, TripletCountTensors } from "../tensors.ts";
import { eachBlock, withGradient } from "./ops.ts";

/** The sum of each anchor's triplet losses, differentiable, and the counts of the batch. */
export interface TripletSums {
  readonly sums: Tensor1D;
  readonly counts: TripletCountTensors;
}

/** The same with the slope of each anchor's sum to every distance of its row. */
export interface TripletSlopes extends TripletSums {
  readonly slopes: Tensor2D;
}

export function countTensors(counts: TripletCounts): TripletCountTensors {
  return mapCounts(counts, (count) => tf.scalar(count, count < 2 ** 31 ? "int32" : "float32"));
}

/**
 * Sums of triplet losses as a function of the distances, without a tape: an anchor's sum depends on
 * its row of distances alone, whose slopes are known and kept.
 */
export function sumsWithCounts(
  distances: Tensor2D,
  compute: (d: Tensor2D) => TripletSlopes,
): TripletSums {
  let counts: TripletCountTensors | undefined;
  const sums = withGradient<Tensor2D, Tensor1D>(
    distances,
    (d) => {
      const computed = compute(d);
      // Kept past the end of this scope, and handed to the caller's below.
      counts = mapCounts(computed.counts, (count) => tf.keep(count));
      return { value: computed.sums, keep: [computed.slopes] };
    },
    (dy, [slopes]) => slopes.mul(dy.expandDims(1)),
  );
  const handOver = (count: Scalar): Scalar => {
    const copy = count.clone();
    count.dispose();
    return copy;
  };
  return { sums, counts: mapCounts(counts!, handOver) };
}

function mapCounts<From>(
  counts: Readonly<Record<keyof TripletCounts, From>>,
  each: (count: From) => Scalar,
): TripletCountTensors {
  const entries = Object.entries<From>(counts).map(([kind, count]) => [kind, each(count)]);
  return Object.fromEntries(entries);
}

/** A block of anchors: to [A, B, 1] and [A, 1, B], distances and 1 at positives and negatives. */
export interface AnchorBlock {
  readonly dAp: tf.Tensor;
  readonly dAn: tf.Tensor;
  readonly isPositive: tf.Tensor;
  readonly isNegative: tf.Tensor;
  readonly start: number;
}

/** What a block gives: sums and slopes row by row, and 1 at each triplet of a kind. */
type BlockSums = Readonly<Record<"sums" | "slopes" | "valid" | "active" | "hard", tf.Tensor>>;

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
      ...{ dAp: along(2, d), dAn: along(1, d), start },
      ...{ isPositive: along(2, positives), isNegative: along(1, negatives) },
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
