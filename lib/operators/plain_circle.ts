import type { CircleRule } from "../reference/batch_circle_loss.ts";
import { QUERIES_AT_ONCE } from "../reference/squared_distances.ts";
import { groupByClass } from "./group_by_class.ts";
import { addProducts, gradientOf, innerProducts, plainPoints } from "./plain_pairs.ts";
import type { CircleOptions, CircleOutcome, OperatorInput } from "./types.ts";

/**
 * The circle loss in float64: one pass over the pairs for the logarithms of sums, a second for the
 * gradient, and no matrix of similarities.
 */
export function plainCircle(
  input: OperatorInput,
  { m, gamma, rule, normalize }: CircleOptions,
): CircleOutcome {
  const { order, start, end } = groupByClass(input.labels);
  const batch = plainPoints(input, order);
  const { points, size, dim } = batch;
  const rows = Array.from(order, (_, i) => points.subarray(i * dim, (i + 1) * dim));
  const lengths = rows.map((row) => normalize ? bringToLength1(row) : 1);
  let positivePairs = 0;
  for (let i = 0; i < size; i++) positivePairs += (end[i] - start[i] - 1) / 2;
  const negativePairs = (size * size - size) / 2 - positivePairs;

  const positive = (s: number): number => Math.max(1 + m - s, 0);
  const negative = (s: number): number => Math.max(s + m, 0);
  const positiveLogit = (s: number): number => -positive(s) * (s - (1 - m)) * gamma;
  const negativeLogit = (s: number): number => negative(s) * (s - m) * gamma;

  const sums = new PairSums(rule, size);
  const products = new Float64Array(size + 3);
  for (let i = 0; i < size; i++) {
    innerProducts(batch, i, i + 1, products);
    for (let j = i + 1; j < size; j++) {
      const s = products[j];
      if (j < end[i]) sums.positives.add(i, j, positiveLogit(s));
      else sums.negatives.add(i, j, negativeLogit(s));
    }
  }
  const { loss, slopes } = sums.finish(gamma);
  if (!input.gradient) return { loss, positivePairs, negativePairs };

  const pulls = new Float64Array(points.length);
  const weights = new Float64Array(QUERIES_AT_ONCE * size);
  for (let first = 0; first < size; first += QUERIES_AT_ONCE) {
    weights.fill(0);
    for (let i = first; i < Math.min(first + QUERIES_AT_ONCE, size); i++) {
      innerProducts(batch, i, i + 1, products);
      for (let j = i + 1; j < size; j++) {
        const s = products[j];
        weights[(i - first) * size + j] = j < end[i]
          ? positive(s) * sums.positives.share(i, j, positiveLogit(s), slopes)
          : -negative(s) * sums.negatives.share(i, j, negativeLogit(s), slopes);
      }
    }
    addProducts(pulls, batch, weights, first, first + 1);
  }
  for (let i = 0; i < size; i++) {
    // Where x is u / |u|, what pulls along x does not turn it.
    const pull = pulls.subarray(i * dim, (i + 1) * dim), x = rows[i];
    const along = normalize ? dot(pull, x) : 0;
    for (let k = 0; k < dim; k++) {
      pull[k] = lengths[i] > 0 ? (pull[k] - along * x[k]) / lengths[i] : 0;
    }
  }
  return { loss, positivePairs, negativePairs, gradient: gradientOf(input, order, pulls, 1) };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
  return sum;
}

/** Divides a row by its length, which comes back; a row of zeros stays. */
function bringToLength1(row: Float64Array): number {
  const length = Math.sqrt(dot(row, row));
  for (let k = 0; length > 0 && k < row.length; k++) row[k] /= length;
  return length;
}

/** Sums of exp(logit) over pairs, one of all pairs or one for each anchor. */
class ExpSums {
  readonly #pooled: boolean;
  /** Of each sum the highest logit, and what it comes to beside that. */
  readonly #peaks: Float64Array;
  readonly #sums: Float64Array;

  constructor(rule: CircleRule, size: number) {
    this.#pooled = rule === "pooled";
    this.#peaks = new Float64Array(this.#pooled ? 1 : size).fill(-Infinity);
    this.#sums = new Float64Array(this.#peaks.length);
  }

  add(i: number, j: number, logit: number): void {
    if (this.#pooled) this.#addTo(0, logit);
    else {
      this.#addTo(i, logit);
      this.#addTo(j, logit);
    }
  }

  #addTo(g: number, logit: number): void {
    const peak = this.#peaks[g];
    if (logit <= peak) this.#sums[g] += Math.exp(logit - peak);
    else {
      this.#sums[g] = this.#sums[g] * Math.exp(peak - logit) + 1;
      this.#peaks[g] = logit;
    }
  }

  /** The logarithm of a sum; -Infinity where it has no pair. */
  log(g: number): number {
    return this.#peaks[g] + Math.log(this.#sums[g]);
  }

  /** A pair's shares of its sums, each times the sum's slope. */
  share(i: number, j: number, logit: number, slopes: Float64Array): number {
    const of = (g: number): number =>
      slopes[g] && slopes[g] * Math.exp(logit - this.#peaks[g]) / this.#sums[g];
    return this.#pooled ? of(0) : of(i) + of(j);
  }
}

/** Both kinds of pairs, summed as a rule gathers them. */
class PairSums {
  readonly positives: ExpSums;
  readonly negatives: ExpSums;
  readonly #count: number;

  constructor(rule: CircleRule, size: number) {
    this.positives = new ExpSums(rule, size);
    this.negatives = new ExpSums(rule, size);
    this.#count = rule === "pooled" ? 1 : size;
  }

  /** The mean of softplus over the sums that have both kinds of pairs, and its slope in each. */
  finish(gamma: number): { loss: number; slopes: Float64Array } {
    const slopes = new Float64Array(this.#count);
    let loss = 0;
    let both = 0;
    for (let g = 0; g < this.#count; g++) {
      const z = this.positives.log(g) + this.negatives.log(g);
      if (!(z > -Infinity)) continue;
      const e = Math.exp(-Math.abs(z));
      both++;
      loss += Math.max(z, 0) + Math.log1p(e);
      slopes[g] = gamma * (z > 0 ? 1 : e) / (1 + e);
    }
    if (both === 0) return { loss: 0, slopes };
    return { loss: loss / both, slopes: slopes.map((slope) => slope / both) };
  }
}
