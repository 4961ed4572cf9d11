import { groupBy } from "../host/mod.ts";
import { median } from "./measure_log.ts";
import { THRESHOLDS as T } from "./thresholds.ts";

const MOST = 256;

/** Pairs of classes whose means lie as near as chance puts them (`r^2 / K`), while most do not. */
export function classesTogether(x: Float64Array, labels: Int32Array, dim: number) {
  const groups = [...groupBy(labels.keys(), (row) => labels[row])]
    .filter(([, rows]) => rows.length >= T.togetherRows).slice(0, MOST);
  const classes = groups.map(([label, rows]) => {
    const mean = new Float64Array(dim);
    for (const row of rows) for (let c = 0; c < dim; c++) mean[c] += x[row * dim + c] / rows.length;
    let square = 0;
    for (const r of rows) for (let c = 0; c < dim; c++) square += (x[r * dim + c] - mean[c]) ** 2;
    return { label, mean, square: square / (rows.length - 1), count: rows.length };
  });
  const gaps: { pair: [number, number]; gap: number; radius: number }[] = [];
  classes.forEach((a, i) => {
    for (const b of classes.slice(i + 1)) {
      const far = a.mean.reduce((sum, value, c) => sum + (value - b.mean[c]) ** 2, 0);
      const gap = Math.sqrt(Math.max(far - a.square / a.count - b.square / b.count, 0));
      gaps.push({ pair: [a.label, b.label], gap, radius: Math.sqrt((a.square + b.square) / 2) });
    }
  });
  if (classes.length < 3) return [];
  const usual = median(gaps.map(({ gap }) => gap));
  if (!(usual > T.apart * median(gaps.map(({ radius }) => radius)))) return [];
  return gaps.filter(({ gap, radius }) =>
    gap < T.togetherGap * radius && gap < T.togetherOverMedian * usual
  ).map(({ pair }) => pair);
}
