import * as tf from "@tensorflow/tfjs";
import type { Scalar, Tensor1D, Tensor2D } from "../tensors.ts";
import type { BatchLabels } from "./batch_labels.ts";
import { eachBlock } from "./each_block.ts";
import { isHostReadable } from "./host.ts";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/** Stands for a distance that does not exist. */
const BEYOND = 1e38;

/** The mean over pairs and its slope to every distance. */
interface MeanOverPairs {
  readonly mean: Scalar;
  readonly slopes: Tensor2D;
}

/**
 * The mean hinge over the pairs of one class, each with its nearest farther negative or else its
 * farthest: the rule `"nearest"` of `semiHardTripletLoss`, as a function of the distances.
 * Negatives that tie share the slope equally.
 */
export function nearestNegatives(d: Tensor2D, labels: BatchLabels, margin: number): Scalar {
  const { list } = labels;
  return withGradient<Tensor2D, Scalar>(
    d,
    (d) => {
      const { mean, slopes } = list && isHostReadable()
        ? onHost(d, list, margin)
        : onDevice(d, labels.tensor(), margin);
      return { value: mean, keep: [slopes] };
    },
    (dy, [slopes]) => slopes.mul(dy),
  );
}

/** O(B^2 K) loops over the pairs of one class, K points a class. */
function onHost(distances: Tensor2D, classes: Int32Array, margin: number): MeanOverPairs {
  const rows = classes.length;
  const d = distances.dataSync();
  const slopes = new Float64Array(rows * rows);
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < rows; a++) {
    const negatives = Array.from(classes.keys()).filter((n) => classes[n] !== classes[a]);
    if (negatives.length === 0) continue;
    for (let p = 0; p < rows; p++) {
      if (p === a || classes[p] !== classes[a]) continue;
      pairs += 1;
      const dAp = d[a * rows + p];
      let nearest = Infinity;
      let farthest = 0;
      for (const n of negatives) {
        const dAn = d[a * rows + n];
        if (dAn > dAp) nearest = Math.min(nearest, dAn);
        farthest = Math.max(farthest, dAn);
      }
      const chosen = nearest < Infinity ? nearest : farthest;
      const loss = dAp - chosen + margin;
      if (loss <= 0) continue;
      sum += loss;
      slopes[a * rows + p] += 1;
      const tied = negatives.filter((n) => d[a * rows + n] === chosen);
      for (const n of tied) slopes[a * rows + n] -= 1 / tied.length;
    }
  }
  const mean = Float32Array.from(slopes, (slope) => slope / Math.max(pairs, 1));
  return {
    mean: tf.scalar(sum / Math.max(pairs, 1)),
    slopes: tf.tensor2d(mean, [rows, rows]),
  };
}

/**
 * B x B x B on the device, in blocks of anchors: entry [a, p, n] is a pair (a, p) and a negative.
 */
function onDevice(d: Tensor2D, classes: Tensor1D, margin: number): MeanOverPairs {
  const rows = d.shape[0];
  const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
  const isNegative = tf.sub(1, same);
  const isPair = same.sub(tf.eye(rows)).mul(isNegative.max(1, true));

  const blocks = eachBlock(rows, rows * rows, (start, count) => {
    const rowsOf = (x: tf.Tensor): tf.Tensor => x.slice([start, 0], [count, rows]);
    const dAp = rowsOf(d).expandDims(2);
    const dAn = rowsOf(d).expandDims(1);
    const negative = rowsOf(isNegative).expandDims(1);
    const farther = dAn.greater(dAp).toFloat().mul(negative);
    const nearest = tf.where(farther.cast("bool"), dAn, BEYOND).min(2, true);
    const farthest = dAn.mul(negative).max(2, true);
    const chosen = tf.where(nearest.less(BEYOND), nearest, farthest);

    const losses = dAp.sub(chosen).add(margin).relu().squeeze([2]).mul(rowsOf(isPair));
    const tied = dAn.equal(chosen).toFloat().mul(negative);
    const shares = tied.div(orOne(tied.sum(2, true)));
    const active = losses.step();
    return {
      sum: losses.sum(1),
      slopes: active.sub(shares.mul(active.expandDims(2)).sum(1)),
    };
  });
  const pairs = orOne(isPair.sum());
  return {
    mean: tf.concat(blocks.map(({ sum }) => sum)).sum().div(pairs),
    slopes: tf.concat(blocks.map(({ slopes }) => slopes)).div(pairs) as Tensor2D,
  };
}
