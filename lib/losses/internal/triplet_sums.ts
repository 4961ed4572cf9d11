import * as tf from "@tensorflow/tfjs";
import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import { tripletsOnWebgpu } from "../../operators/webgpu/triplets_on_webgpu.ts";
import type { BatchLabels } from "./batch_labels.ts";
import { eachBlock } from "./each_block.ts";
import { countOf, gatherBlocks } from "./gather_blocks.ts";
import { isHostReadable } from "./host.ts";
import { softplus } from "./smooth.ts";
import type { Over, TripletSlopes, TripletSums } from "./triplet_sum_types.ts";
import { sumsOnHost } from "./sums_on_host.ts";
import { sumsWithCounts } from "./sums_with_counts.ts";
import type { Tensor1D, Tensor2D } from "../tensors.ts";

/**
 * Sums the losses of each anchor's valid triplets, as a function of the distances: the slope to
 * `d_ap` is the number of active negatives of the pair (or the sum of their sigmoids), that to `d_an`
 * minus the number of active positives.
 */
export function tripletSums(
  distances: Tensor2D,
  labels: BatchLabels,
  margin: number,
  over: Over,
): TripletSums {
  return sumsWithCounts(distances, (d) => sumsOf(d, labels, margin, over));
}

function sumsOf(d: Tensor2D, labels: BatchLabels, margin: number, over: Over): TripletSlopes {
  const { list } = labels;
  if (list && isHostReadable()) return sumsOnHost(d, list, margin, over);
  const classes = labels.tensor();
  if (over === "soft" || !runsWgsl()) return tripletSumsOnDevice(d, classes, margin, over);
  const rows = d.shape[0];
  // A bound where only the device knows the classes: each holds half of the batch.
  const valid = list ? validTriplets(list) : rows * ((rows - 1) / 2) ** 2;
  return tripletsOnWebgpu(d, classes, { margin, over, valid });
}

/** The valid triplets of dense class indices. */
function validTriplets(list: Int32Array): number {
  const rows = list.length;
  const sizes = new Float64Array(rows);
  for (const label of list) sizes[label] += 1;
  return sizes.reduce((sum, size) => sum + size * (size - 1) * (rows - size), 0);
}

/** B x B x B on the device, in blocks of anchors: entry [a, p, n] is the triplet (a, p, n). */
function tripletSumsOnDevice(
  d: Tensor2D,
  classes: Tensor1D,
  margin: number,
  over: Over,
): TripletSlopes {
  const rows = d.shape[0];
  const same = classes.expandDims(1).equal(classes.expandDims(0)).toFloat();
  const isPositive = same.sub(tf.eye(rows));
  const isNegative = tf.sub(1, same);

  const blocks = eachBlock(rows, rows * rows, (start, count) => {
    const rowsOf = (x: tf.Tensor): tf.Tensor => x.slice([start, 0], [count, rows]);
    const dAp = rowsOf(d).expandDims(2);
    const dAn = rowsOf(d).expandDims(1);
    const valid = rowsOf(isPositive).expandDims(2).mul(rowsOf(isNegative).expandDims(1));
    const active = dAn.less(dAp.add(margin)).toFloat().mul(valid);
    const hard = dAn.lessEqual(dAp).toFloat().mul(valid);
    const semiHard = active.mul(tf.sub(1, hard));

    const violation = dAp.sub(dAn).add(margin);
    const picked = { "positive": active, "semi-hard": semiHard, "soft": valid }[over];
    const losses = over === "soft" ? softplus(violation) : violation.relu();
    const slopes = over === "soft" ? violation.sigmoid().mul(valid) : picked;
    return {
      sums: losses.mul(picked).sum(2).sum(1),
      slopes: slopes.sum(2).sub(slopes.sum(1)),
      valid: countOf(valid),
      positive: countOf(active),
      semiHard: countOf(semiHard),
      hard: countOf(hard),
    };
  });
  return gatherBlocks(blocks);
}
