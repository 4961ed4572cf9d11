import * as tf from "@tensorflow/tfjs";
import { drawNegative } from "../../reference/draw_negative.ts";
import type { SemiHardRule } from "../../reference/semi_hard_triplet_loss.ts";
import type { Scalar, Tensor2D } from "../tensors.ts";
import type { BatchLabels } from "./check_input.ts";
import { orOne } from "./ops.ts";
import { sumsInBlocks, sumsWithCounts } from "./triplet_slopes.ts";
import type { AnchorBlock, TripletSums } from "./triplet_slopes.ts";

const BEYOND = 1e38;

/**
 * For each pair of a block: its negative's distance, each negative's share of the pair, and 1 where the
 * pair has a negative to take, [anchors, B, 1].
 */
type Chosen = Readonly<Record<"distance" | "shares" | "taken", tf.Tensor>>;

/**
 * The summed hinges of the pairs of one class with one negative each, by the rules `"nearest"` and
 * `"random"` of `semiHardTripletLoss`, as a function of the distances.
 */
export function pairNegatives(
  d: Tensor2D,
  labels: BatchLabels,
  margin: number,
  rule: Exclude<SemiHardRule, "all">,
  seed: number,
): TripletSums {
  const sumUp = (block: AnchorBlock) => {
    const { dAp, isPositive, isNegative } = block;
    const { distance, shares, taken } = rule === "nearest"
      ? nearest(block)
      : random(block, margin, draws(seed, block));
    const valid = isPositive.mul(isNegative.max(2, true)).mul(taken);
    const active = distance.less(dAp.add(margin)).toFloat().mul(valid);
    return {
      sums: dAp.sub(distance).add(margin).mul(active).sum(2).sum(1),
      slopes: active.squeeze([2]).sub(shares.mul(active).sum(1)),
      valid,
      active,
      hard: distance.lessEqual(dAp).toFloat().mul(valid),
    };
  };
  return sumsWithCounts(d, (d) => sumsInBlocks(d, labels.tensor(), sumUp));
}

function nearest({ dAp, dAn, isNegative }: AnchorBlock): Chosen {
  const farther = dAn.greater(dAp).toFloat().mul(isNegative);
  const least = tf.where(farther.cast("bool"), dAn, BEYOND).min(2, true);
  const farthest = dAn.mul(isNegative).max(2, true);
  const distance = tf.where(least.less(BEYOND), least, farthest);
  const tied = dAn.equal(distance).toFloat().mul(isNegative);
  return { distance, shares: tied.div(orOne(tied.sum(2, true))), taken: tf.onesLike(dAp) };
}

/** One of the semi-hard negatives, the `floor(u m)`-th of m. */
function random(
  { dAp, dAn, isNegative }: AnchorBlock,
  margin: number,
  { high, low }: { high: tf.Tensor; low: tf.Tensor },
): Chosen {
  const inside = dAn.greater(dAp).logicalAnd(dAn.less(dAp.add(margin)));
  const semiHard = inside.toFloat().mul(isNegative);
  const count = semiHard.sum(2, true).toInt();
  // The 32 bits of u as two halves: so the product stays within 31 up to a B of 32,767.
  const place = high.mul(count).add(low.mul(count).floorDiv(half())).floorDiv(half());
  const rank = semiHard.cumsum(2);
  const shares = semiHard.mul(rank.equal(place.toFloat().add(1)).toFloat());
  return { distance: shares.mul(dAn).sum(2, true), shares, taken: count.toFloat().minimum(1) };
}

const half = (): Scalar => tf.scalar(2 ** 16, "int32");

/** The hashes of a block's pairs, upper and lower halves, [A, B, 1] each. */
function draws(seed: number, { dAp, start }: AnchorBlock): { high: tf.Tensor; low: tf.Tensor } {
  const rows = dAp.shape[1]!;
  const hashes = Array.from(
    { length: dAp.size },
    (_, at) => drawNegative(seed, start + Math.floor(at / rows), at % rows, 2 ** 32),
  );
  const halves = (of: (hash: number) => number): tf.Tensor =>
    tf.tensor(Int32Array.from(hashes, of), dAp.shape, "int32");
  return { high: halves((hash) => hash >>> 16), low: halves((hash) => hash & 0xffff) };
}
