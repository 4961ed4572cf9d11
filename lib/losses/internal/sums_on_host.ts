import * as tf from "@tensorflow/tfjs";
import { countTensors, type Over, type TripletSlopes } from "./sums_with_counts.ts";

/** The losses of all valid triplets: O(B^2 K) loops, K points a class, with float64 sums. */
export function sumsOnHost(
  distances: tf.Tensor2D,
  classes: Int32Array,
  margin: number,
  over: Over,
): TripletSlopes {
  const d = distances.dataSync();
  const rows = classes.length;
  const slopes = new Float32Array(rows * rows);
  const counts = { valid: 0, positive: 0, semiHard: 0, hard: 0 };
  const sums = new Float64Array(rows);
  for (let a = 0; a < rows; a++) {
    for (let p = 0; p < rows; p++) {
      if (p === a || classes[p] !== classes[a]) continue;
      const dAp = d[a * rows + p];
      for (let n = 0; n < rows; n++) {
        if (classes[n] === classes[a]) continue;
        const dAn = d[a * rows + n];
        const active = dAn < dAp + margin;
        const hard = dAn <= dAp;
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
  const easy = counts.valid - counts.semiHard - counts.hard;
  return {
    sums: tf.tensor1d(Float32Array.from(sums)),
    slopes: tf.tensor2d(slopes, [rows, rows]),
    counts: countTensors({ ...counts, easy }),
  };
}
