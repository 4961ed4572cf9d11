import * as tf from "@tensorflow/tfjs";
import { drawNegative } from "../../reference/draw_negative.ts";
import type { SemiHardRule } from "../../reference/semi_hard_triplet_loss.ts";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";
import type { BatchLabels } from "./check_input.ts";
import { orOne, pairs } from "./ops.ts";
import { sumsWithCounts, type TripletSlopes, type TripletSums } from "./triplet_slopes.ts";

const BEYOND = 1e38;
/** The numbers of one intermediate tensor: 16 MiB of float32, a dozen of which may live at once. */
const LARGEST_TENSOR = 2 ** 22;

/** Anchors as [A, B, 1] and [A, 1, B]: distances, and 1 at positives and negatives. */
type AnchorBlock =
  & Readonly<Record<"dAp" | "dAn" | "isPositive" | "isNegative", tf.Tensor>>
  & { readonly start: number };

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
  const choose = (block: AnchorBlock): Chosen =>
    rule === "nearest" ? nearest(block) : random(block, margin, draws(seed, block));
  return sumsWithCounts(d, (d) => sumsInBlocks(d, labels.tensor(), margin, choose));
}

/** B x B x B on the device, in blocks of anchors: entry [a, p, n] is a pair and a negative. */
function sumsInBlocks(
  d: Tensor2D,
  classes: Tensor1D,
  margin: number,
  choose: (block: AnchorBlock) => Chosen,
): TripletSlopes {
  const rows = d.shape[0], step = Math.max(1, Math.floor(LARGEST_TENSOR / rows ** 2));
  const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
  const positives = same.sub(pairs(rows, "equal")), negatives = tf.sub(1, same);
  const sumUp = (start: number) => {
    const along = (axis: number, x: tf.Tensor): tf.Tensor =>
      x.slice([start, 0], [Math.min(step, rows - start), rows]).expandDims(axis);
    const [dAp, isPositive] = [along(2, d), along(2, positives)];
    const [dAn, isNegative] = [along(1, d), along(1, negatives)];
    const { distance, shares, taken } = choose({ dAp, dAn, isPositive, isNegative, start });
    const valid = isPositive.mul(isNegative.max(2, true)).mul(taken);
    const active = distance.less(dAp.add(margin)).toFloat().mul(valid);
    const hard = distance.lessEqual(dAp).toFloat().mul(valid);
    const kinds = [valid, active, active.mul(tf.sub(1, hard)), hard];
    return {
      sums: dAp.sub(distance).add(margin).mul(active).sum(2).sum<Tensor1D>(1),
      slopes: active.squeeze([2]).sub<Tensor2D>(shares.mul(active).sum(1)),
      counts: kinds.map((flags) => flags.toInt().sum()),
    };
  };
  const blocks = Array.from(
    { length: Math.ceil(rows / step) },
    (_, i) => tf.tidy(() => sumUp(i * step)),
  );
  const [valid, positive, semiHard, hard] = [0, 1, 2, 3].map((kind) =>
    tf.addN(blocks.map(({ counts }) => counts[kind])) as Scalar
  );
  return {
    sums: tf.concat(blocks.map(({ sums }) => sums)),
    slopes: tf.concat(blocks.map(({ slopes }) => slopes)),
    counts: { valid, positive, semiHard, hard, easy: valid.sub(semiHard).sub(hard) },
  };
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
