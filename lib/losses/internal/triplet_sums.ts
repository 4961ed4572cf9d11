import * as tf from "@tensorflow/tfjs";
import { runsWgsl } from "../../operators/webgpu/run_program.ts";
import { tripletsOnWebgpu } from "../../operators/webgpu/triplets_on_webgpu.ts";
import type { Tensor2D } from "../tensors.ts";
import type { BatchLabels } from "./check_input.ts";
import { countTensors, sumsWithCounts } from "./triplet_slopes.ts";
import type { TripletSlopes, TripletSums } from "./triplet_slopes.ts";

/** Which triplets add their hinge: those with a loss, or the semi-hard; or all a smooth one. */
type Over = "positive" | "semi-hard" | "soft";

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
  if (!runsWgsl()) return sumsOnHost(d, list ?? labels.tensor().dataSync(), margin, over);
  const rows = d.shape[0];
  // A bound where only the device knows the classes: each holds half of the batch.
  const valid = list ? validTriplets(list) : rows * ((rows - 1) / 2) ** 2;
  return tripletsOnWebgpu(d, labels.tensor(), { margin, over, valid });
}

/** In O(B^2 K) loops, K points a class, with float64 sums. */
function sumsOnHost(
  distances: Tensor2D,
  classes: ArrayLike<number>,
  margin: number,
  over: Over,
): TripletSlopes {
  const d = distances.dataSync();
  const rows = classes.length;
  const slopes = new Float32Array(rows * rows), sums = new Float64Array(rows);
  const counts = { valid: 0, positive: 0, semiHard: 0, hard: 0 };
  for (let a = 0; a < rows; a++) {
    for (let p = 0; p < rows; p++) {
      if (p === a || classes[p] !== classes[a]) continue;
      const dAp = d[a * rows + p];
      for (let n = 0; n < rows; n++) {
        if (classes[n] === classes[a]) continue;
        const dAn = d[a * rows + n];
        const active = dAn < dAp + margin, hard = dAn <= dAp;
        counts.valid += 1;
        if (active) counts.positive += 1;
        if (hard) counts.hard += 1;
        else if (active) counts.semiHard += 1;
        if (over !== "soft" && !(over === "semi-hard" ? active && !hard : active)) continue;
        const violation = dAp - dAn + margin;
        const small = over === "soft" ? Math.exp(-Math.abs(violation)) : 0;
        sums[a] += Math.max(violation, 0) + Math.log1p(small);
        const slope = over !== "soft" || violation > 0 ? 1 / (1 + small) : small / (1 + small);
        slopes[a * rows + p] += slope;
        slopes[a * rows + n] -= slope;
      }
    }
  }
  return {
    sums: tf.tensor1d(Float32Array.from(sums)),
    slopes: tf.tensor2d(slopes, [rows, rows]),
    counts: countTensors({ ...counts, easy: counts.valid - counts.semiHard - counts.hard }),
  };
}

function validTriplets(list: Int32Array): number {
  const rows = list.length;
  const sizes = new Float64Array(rows);
  for (const label of list) sizes[label] += 1;
  return sizes.reduce((sum, size) => sum + size * (size - 1) * (rows - size), 0);
}
