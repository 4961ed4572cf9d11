import { QUERIES_AT_ONCE } from "../reference/squared_distances.ts";
import { dot } from "../reference/similarity_pairs.ts";
import { addProducts, gradientOf, innerProducts, plainBatch } from "./plain_pairs.ts";
import type { CircleOptions, CircleOutcome, OperatorInput } from "./types.ts";

/** The circle loss in float64, in two passes over the pairs, without a matrix of similarities. */
export function plainCircle(
  input: OperatorInput,
  { m, gamma, rule, normalize }: CircleOptions,
): CircleOutcome {
  const batch = plainBatch(input);
  const { points, size, dim, order, start, end } = batch;
  const rows = Array.from(order, (_, i) => points.subarray(i * dim, (i + 1) * dim));
  const lengths = rows.map((row) => normalize ? bringToLength1(row) : 1);
  let positivePairs = 0;
  for (let i = 0; i < size; i++) positivePairs += (end[i] - start[i] - 1) / 2;
  const negativePairs = (size * size - size) / 2 - positivePairs;

  const positive = (s: number): number => Math.max(1 + m - s, 0);
  const negative = (s: number): number => Math.max(s + m, 0);
  const positiveLogit = (s: number): number => -positive(s) * (s - (1 - m)) * gamma;
  const negativeLogit = (s: number): number => negative(s) * (s - m) * gamma;

  // One sum of all pairs, or one for each anchor.
  const pooled = rule === "pooled";
  const slopes = new Float64Array(pooled ? 1 : size);
  const positives = new ExpSums(slopes.length), negatives = new ExpSums(slopes.length);
  const products = new Float64Array(size + 3);
  for (let i = 0; i < size; i++) {
    innerProducts(batch, i, i + 1, products);
    for (let j = i + 1; j < size; j++) {
      const s = products[j], sums = j < end[i] ? positives : negatives;
      const logit = j < end[i] ? positiveLogit(s) : negativeLogit(s);
      sums.add(pooled ? 0 : i, logit);
      if (!pooled) sums.add(j, logit);
    }
  }
  const loss = meanSoftplus(positives, negatives, slopes, gamma);
  if (!input.gradient) return { loss, positivePairs, negativePairs };

  const share = (g: number, sums: ExpSums, logit: number) =>
    slopes[g] && slopes[g] * sums.share(g, logit);
  const slope = (i: number, j: number, sums: ExpSums, logit: number) =>
    pooled ? share(0, sums, logit) : share(i, sums, logit) + share(j, sums, logit);
  const pulls = new Float64Array(points.length);
  const weights = new Float64Array(QUERIES_AT_ONCE * size);
  for (let first = 0; first < size; first += QUERIES_AT_ONCE) {
    weights.fill(0);
    for (let i = first; i < Math.min(first + QUERIES_AT_ONCE, size); i++) {
      innerProducts(batch, i, i + 1, products);
      for (let j = i + 1; j < size; j++) {
        const s = products[j];
        weights[(i - first) * size + j] = j < end[i]
          ? positive(s) * slope(i, j, positives, positiveLogit(s))
          : -negative(s) * slope(i, j, negatives, negativeLogit(s));
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

/** Divides a row by its length, which comes back; a row of zeros stays. */
function bringToLength1(row: Float64Array): number {
  const length = Math.sqrt(dot(row, row));
  for (let k = 0; length > 0 && k < row.length; k++) row[k] /= length;
  return length;
}

/** Sums of exp(logit). */
class ExpSums {
  /** Of each sum the highest logit, and what it comes to beside that. */
  readonly #peaks: Float64Array;
  readonly #sums: Float64Array;

  constructor(count: number) {
    this.#peaks = new Float64Array(count).fill(-Infinity);
    this.#sums = new Float64Array(count);
  }

  add(g: number, logit: number): void {
    const peak = this.#peaks[g];
    if (logit <= peak) this.#sums[g] += Math.exp(logit - peak);
    else {
      this.#sums[g] = this.#sums[g] * Math.exp(peak - logit) + 1;
      this.#peaks[g] = logit;
    }
  }

  log(g: number): number {
    return this.#peaks[g] + Math.log(this.#sums[g]);
  }

  share(g: number, logit: number): number {
    return Math.exp(logit - this.#peaks[g]) / this.#sums[g];
  }
}

/** The mean of softplus over the sums that have both kinds of pairs, and its slope in each. */
function meanSoftplus(positives: ExpSums, negatives: ExpSums, slopes: Float64Array, gamma: number) {
  let loss = 0;
  let both = 0;
  for (let g = 0; g < slopes.length; g++) {
    const z = positives.log(g) + negatives.log(g);
    if (!(z > -Infinity)) continue;
    const e = Math.exp(-Math.abs(z));
    both++;
    loss += Math.max(z, 0) + Math.log1p(e);
    slopes[g] = gamma * (z > 0 ? 1 : e) / (1 + e);
  }
  for (let g = 0; g < slopes.length; g++) slopes[g] /= Math.max(both, 1);
  return loss / Math.max(both, 1);
}
