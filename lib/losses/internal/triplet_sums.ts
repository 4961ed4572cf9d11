import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import { tripletsOnWebgpu } from "../../operators/webgpu/triplets_on_webgpu.ts";
import type { Tensor2D } from "../tensors.ts";
import { type BatchLabels, isHostReadable } from "./check_input.ts";
import { softplus } from "./ops.ts";
import { sumsInBlocks } from "./sums_in_blocks.ts";
import { sumsOnHost } from "./sums_on_host.ts";
import {
  type Over,
  sumsWithCounts,
  type TripletSlopes,
  type TripletSums,
} from "./sums_with_counts.ts";

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
  if (over !== "soft" && runsWgsl()) {
    const rows = d.shape[0];
    // A bound where only the device knows the classes: each holds half of the batch.
    const valid = list ? validTriplets(list) : rows * ((rows - 1) / 2) ** 2;
    return tripletsOnWebgpu(d, classes, { margin, over, valid });
  }
  return sumsInBlocks(d, classes, ({ dAp, dAn, isPositive, isNegative }) => {
    const valid = isPositive.mul(isNegative);
    const active = dAn.less(dAp.add(margin)).toFloat().mul(valid);
    const hard = dAn.lessEqual(dAp).toFloat().mul(valid);
    const violation = dAp.sub(dAn).add(margin);
    const picked =
      { "positive": active, "semi-hard": active.sub(active.mul(hard)), "soft": valid }[over];
    const losses = over === "soft" ? softplus(violation) : violation.relu();
    const slopes = over === "soft" ? violation.sigmoid().mul(valid) : picked;
    return {
      sums: losses.mul(picked).sum(2).sum(1),
      slopes: slopes.sum(2).sub(slopes.sum(1)),
      valid,
      active,
      hard,
    };
  });
}

function validTriplets(list: Int32Array): number {
  const rows = list.length;
  const sizes = new Float64Array(rows);
  for (const label of list) sizes[label] += 1;
  return sizes.reduce((sum, size) => sum + size * (size - 1) * (rows - size), 0);
}
