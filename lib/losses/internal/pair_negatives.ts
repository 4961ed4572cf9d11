import * as tf from "@tensorflow/tfjs";
import { drawNegative } from "../../reference/draw_negative.ts";
import type { SemiHardRule } from "../../reference/semi_hard_triplet_loss.ts";
import type { Scalar, Tensor2D } from "../tensors.ts";
import type { BatchLabels } from "./batch_labels.ts";
import { eachBlock } from "./each_block.ts";
import { countOf, gatherBlocks } from "./gather_blocks.ts";
import { orOne } from "./or_one.ts";
import { sumsWithCounts } from "./sums_with_counts.ts";
import type { TripletSlopes, TripletSums } from "./triplet_sum_types.ts";

/** Stands for a distance that does not exist. */
const BEYOND = 1e38;

/** What {@linkcode pairNegatives} is told. */
interface PairOptions {
  readonly margin: number;
  readonly rule: Exclude<SemiHardRule, "all">;
  readonly seed: number;
}

/** For each pair of a block: its negative's distance, and each negative's share of the pair. */
interface Chosen {
  readonly distance: tf.Tensor;
  readonly shares: tf.Tensor;
  /** 1 where the pair has a negative to take, [anchors, B, 1]. */
  readonly taken: tf.Tensor;
}

/**
 * The summed hinges of the pairs of one class with one negative each, by the rules `"nearest"` and
 * `"random"` of `semiHardTripletLoss`, as a function of the distances: B x B x B on the device, in
 * blocks of anchors. Entry [a, p, n] is a pair (a, p) and a negative.
 */
export function pairNegatives(d: Tensor2D, labels: BatchLabels, options: PairOptions): TripletSums {
  return sumsWithCounts(d, (d) => sumsOverPairs(d, labels, options));
}

function sumsOverPairs(d: Tensor2D, labels: BatchLabels, options: PairOptions): TripletSlopes {
  const { margin, rule, seed } = options;
  const rows = d.shape[0];
  const classes = labels.tensor();
  const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
  const isNegative = tf.sub(1, same);
  const isPair = same.sub(tf.eye(rows)).mul(isNegative.max(1, true));

  const blocks = eachBlock(rows, rows * rows, (start, count) => {
    const rowsOf = (x: tf.Tensor): tf.Tensor => x.slice([start, 0], [count, rows]);
    const dAp = rowsOf(d).expandDims(2);
    const dAn = rowsOf(d).expandDims(1);
    const negative = rowsOf(isNegative).expandDims(1);
    const { distance, shares, taken } = rule === "nearest"
      ? nearest(dAp, dAn, negative)
      : random(dAp, dAn, negative, margin, draws(seed, start, count, rows));

    const pairs = rowsOf(isPair).expandDims(2).mul(taken);
    const active = distance.less(dAp.add(margin)).toFloat().mul(pairs);
    const hard = distance.lessEqual(dAp).toFloat().mul(pairs);
    return {
      sums: dAp.sub(distance).add(margin).mul(active).sum(2).sum(1),
      slopes: active.squeeze([2]).sub(shares.mul(active).sum(1)),
      valid: countOf(pairs),
      positive: countOf(active),
      semiHard: countOf(active.mul(tf.sub(1, hard))),
      hard: countOf(hard),
    };
  });
  return gatherBlocks(blocks);
}

/** The nearest negative beyond the positive, else the farthest; those that tie share. */
function nearest(dAp: tf.Tensor, dAn: tf.Tensor, negative: tf.Tensor): Chosen {
  const farther = dAn.greater(dAp).toFloat().mul(negative);
  const least = tf.where(farther.cast("bool"), dAn, BEYOND).min(2, true);
  const farthest = dAn.mul(negative).max(2, true);
  const distance = tf.where(least.less(BEYOND), least, farthest);
  const tied = dAn.equal(distance).toFloat().mul(negative);
  return { distance, shares: tied.div(orOne(tied.sum(2, true))), taken: tf.onesLike(dAp) };
}

/** One of the semi-hard negatives, the `floor(u m)`-th of m. */
function random(
  dAp: tf.Tensor,
  dAn: tf.Tensor,
  negative: tf.Tensor,
  margin: number,
  { high, low }: { high: tf.Tensor; low: tf.Tensor },
): Chosen {
  const semiHard = dAn.greater(dAp).logicalAnd(dAn.less(dAp.add(margin))).toFloat().mul(negative);
  const count = semiHard.sum(2, true).toInt();
  // The 32 bits of u as two halves: so the product stays within 31 up to a B of 32,767.
  const place = high.mul(count).add(low.mul(count).floorDiv(half())).floorDiv(half());
  const rank = semiHard.cumsum(2);
  const shares = semiHard.mul(rank.equal(place.toFloat().add(1)).toFloat());
  return { distance: shares.mul(dAn).sum(2, true), shares, taken: count.toFloat().minimum(1) };
}

const half = (): Scalar => tf.scalar(2 ** 16, "int32");

/** The hashes of a block's pairs, upper and lower halves, [count, rows, 1] each. */
function draws(
  seed: number,
  start: number,
  count: number,
  rows: number,
): { high: tf.Tensor; low: tf.Tensor } {
  const hashes = Array.from(
    { length: count * rows },
    (_, at) => drawNegative(seed, start + Math.floor(at / rows), at % rows, 2 ** 32),
  );
  const halves = (of: (hash: number) => number): tf.Tensor =>
    tf.tensor3d(Int32Array.from(hashes, of), [count, rows, 1], "int32");
  return { high: halves((hash) => hash >>> 16), low: halves((hash) => hash & 0xffff) };
}
