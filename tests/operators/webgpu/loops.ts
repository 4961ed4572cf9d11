/** Batch all once more as loops in float64, with its gradient. */
export interface Looped {
  loss: number;
  sum: number;
  counts: { valid: number; positive: number; easy: number; semiHard: number; hard: number };
  /** The slope of `sum` to every distance, row by row. */
  slopes: Float64Array;
}

/** All triplets of a matrix of distances, row by row. */
export function loopOverDistances(
  d: ArrayLike<number>,
  labels: number[],
  margin: number,
  over: "positive" | "semi-hard" | "soft" = "positive",
): Looped {
  const rows = labels.length;
  const counts = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  const slopes = new Float64Array(rows * rows);
  let sum = 0;
  for (let a = 0; a < rows; a++) {
    for (let p = 0; p < rows; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      for (let n = 0; n < rows; n++) {
        if (labels[n] === labels[a]) continue;
        const [dAp, dAn] = [d[a * rows + p], d[a * rows + n]];
        const kind = dAn <= dAp ? "hard" : dAn < dAp + margin ? "semiHard" : "easy";
        counts.valid++;
        counts[kind]++;
        if (dAn < dAp + margin) counts.positive++;
        if (over === "soft") {
          const slope = 1 / (1 + Math.exp(dAn - dAp - margin));
          sum += Math.log1p(Math.exp(dAp - dAn + margin));
          slopes[a * rows + p] += slope;
          slopes[a * rows + n] -= slope;
          continue;
        }
        if (!(dAn < dAp + margin) || (over === "semi-hard" && kind !== "semiHard")) continue;
        sum += Math.max(dAp - dAn + margin, 0);
        slopes[a * rows + p]++;
        slopes[a * rows + n]--;
      }
    }
  }
  const counted =
    { "positive": counts.positive, "semi-hard": counts.semiHard, "soft": counts.valid }[over];
  return { loss: sum / Math.max(counted, 1), sum, counts, slopes };
}

/** The gradient of `sum` to the points. */
export function gradientOf(
  x: number[][],
  d: ArrayLike<number>,
  slopes: Float64Array,
  squared: boolean,
): number[][] {
  const gradient = x.map((row) => row.map(() => 0));
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < x.length; j++) {
      const at = i * x.length + j;
      if (d[at] === 0) continue;
      const slope = slopes[at] * (squared ? 2 : 1 / d[at]);
      for (let k = 0; k < x[i].length; k++) {
        gradient[i][k] += slope * (x[i][k] - x[j][k]);
        gradient[j][k] -= slope * (x[i][k] - x[j][k]);
      }
    }
  }
  return gradient;
}
