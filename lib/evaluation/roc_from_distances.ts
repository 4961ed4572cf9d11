import { checkList, checkNumber, checkOptions, refuseValue } from "../checks/mod.ts";

/** Options of {@linkcode rocFromDistances}. */
export interface RocOptions {
  /** The false accept rates to give the true accept rate at; `[0.001, 0.01, 0.1]` by default. */
  fars?: readonly number[];
  /** How many points of the curve to give at most, about; 2,000 by default. */
  points?: number;
}

/** What {@linkcode rocFromDistances} finds. */
export interface Roc {
  /** How many pairs there are of one class, and of two. */
  pairs: { same: number; different: number };
  /** Area under the curve: how often a pair of one class is nearer than a pair of two, ties half. */
  auc: number;
  /** Equal error rate: where as many are falsely accepted as falsely rejected. */
  eer: number;
  /** The distance to accept up to for that. */
  eerThreshold: number;
  /** For each false accept rate asked for, the highest true accept rate with no more than it. */
  tarAtFar: Record<number, number>;
  /** The distance to accept up to for each of those; -Infinity where even the nearest pair is false. */
  thresholdAtFar: Record<number, number>;
  /**
   * The curve, from nothing accepted (threshold -Infinity) to everything: which share of the pairs of two
   * classes, and of one, is at a threshold or nearer.
   */
  curve: { threshold: Float64Array; falseAccept: Float64Array; trueAccept: Float64Array };
}

/**
 * The ROC of verification ("are these two of one class?") from distances, as scikit-learn has it:
 * every distinct distance is a threshold, up to which pairs are accepted; the area is that under the
 * straight pieces between the points, and the equal error rate where these meet the line
 * `falseAccept = 1 - trueAccept`. The true accept rate at a false accept rate is one that a threshold
 * has. Area and rates are exact, however few points of the curve are given.
 *
 * @throws {TypeError | RangeError} When either list is none of numbers, empty or has a NaN, or a rate is
 * outside 0 to 1.
 *
 * @example One of four comparisons goes wrong
 * ```ts
 * import { rocFromDistances } from "@triplet-lab/triplet-lab/evaluation";
 * import { assertEquals } from "@std/assert";
 * const { auc, eer } = rocFromDistances([1, 3], [2, 4]);
 * assertEquals([auc, eer], [0.75, 0.5]);
 * ```
 */
export function rocFromDistances(
  same: ArrayLike<number>,
  different: ArrayLike<number>,
  options: RocOptions = {},
): Roc {
  const { fars: rates = [0.001, 0.01, 0.1], points = 2000 } = checkOptions(options, "fars points");
  checkList(rates, "fars", { min: 0, max: 1 });
  const fars = Array.from(rates);
  checkNumber(points, "points", { min: 2, integer: true });
  const near = sorted(same, "same"), far = sorted(different, "different");
  const [P, N] = [near.length, far.length];
  const curve: [threshold: number, falseAccept: number, trueAccept: number][] = [[-Infinity, 0, 0]];
  const tars = fars.map(() => 0), thresholds = fars.map(() => -Infinity);
  let tp = 0, fp = 0, area = 0, kept = 0;
  let eer: number | undefined, eerThreshold = NaN;
  while (tp < P || fp < N) {
    const threshold = Math.min(near[tp] ?? Infinity, far[fp] ?? Infinity);
    const [tp0, fp0] = [tp, fp];
    while (tp < P && near[tp] === threshold) tp++;
    while (fp < N && far[fp] === threshold) fp++;
    area += (fp - fp0) * (tp0 + tp) / 2;
    const gap = fp / N - (1 - tp / P);
    if (eer === undefined && gap >= 0) {
      const before = fp0 / N - (1 - tp0 / P);
      const part = gap === before ? 0 : -before / (gap - before);
      eer = (fp0 + part * (fp - fp0)) / N;
      eerThreshold = threshold;
    }
    fars.forEach((rate, i) => {
      if (fp / N <= rate) [tars[i], thresholds[i]] = [tp / P, threshold];
    });
    const end = tp === P && fp === N;
    const walked = fp / N + tp / P;
    if (end || P + N < points || walked - kept >= 2 / points) {
      curve.push([threshold, fp / N, tp / P]);
      kept = walked;
    }
  }
  const column = (place: 0 | 1 | 2) => Float64Array.from(curve, (point) => point[place]);
  const byRate = (values: number[]) => Object.fromEntries(fars.map((far, i) => [far, values[i]]));
  return {
    pairs: { same: P, different: N },
    ...{ auc: area / P / N, eer: eer!, eerThreshold },
    tarAtFar: byRate(tars),
    thresholdAtFar: byRate(thresholds),
    curve: { threshold: column(0), falseAccept: column(1), trueAccept: column(2) },
  };
}

function sorted(distances: ArrayLike<number>, name: string): Float64Array {
  checkList(distances, name, { infinity: true });
  if (distances.length === 0) refuseValue("none", name, "one distance or more");
  return Float64Array.from(distances).sort();
}
