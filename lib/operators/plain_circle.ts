import type { CircleRule } from "../reference/batch_circle_loss.ts";
import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import { addProducts, gatherRows, productTile, TILE, zeroRows } from "./plain_tiles.ts";
import type { CircleOptions, CircleOutcome, OperatorInput } from "./types.ts";

/**
 * The circle loss in float64: one pass over the pairs for the logarithms of sums, a second for the
 * gradient, and no matrix of similarities.
 */
export function plainCircle(
  input: OperatorInput,
  { m, gamma, rule, normalize }: CircleOptions,
): CircleOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);
  const lengths = points.slice(0, size).map((row) => normalize ? bringToLength1(row) : 1);
  let positivePairs = 0;
  for (let i = 0; i < size; i++) positivePairs += (end[i] - start[i] - 1) / 2;
  const negativePairs = (size * size - size) / 2 - positivePairs;

  const tile = new Float64Array(TILE * TILE);
  /** Visits each tile of pairs: the products stand in `tile`, and below the diagonal 0. */
  function forEachTile(visitPair: (at: number, i: number, j: number) => void, add?: Add): void {
    for (let i0 = 0; i0 < size; i0 += TILE) {
      const rows = Math.min(TILE, size - i0);
      for (let j0 = i0; j0 < size; j0 += TILE) {
        const columns = Math.min(TILE, size - j0);
        productTile(tile, points, i0, rows, j0, columns);
        for (let r = 0; r < rows; r++) {
          if (i0 === j0) tile[r * TILE + r] = 0;
          for (let c = Math.max(i0 + r + 1 - j0, 0); c < columns; c++) {
            visitPair(r * TILE + c, i0 + r, j0 + c);
          }
        }
        add?.(i0, rows, j0, columns);
      }
    }
  }
  const positive = (s: number): number => Math.max(1 + m - s, 0);
  const negative = (s: number): number => Math.max(s + m, 0);
  const positiveLogit = (s: number): number => -positive(s) * (s - (1 - m)) * gamma;
  const negativeLogit = (s: number): number => negative(s) * (s - m) * gamma;

  const sums = new PairSums(rule, size);
  forEachTile((at, i, j) => {
    if (j < end[i]) sums.positives.add(i, j, positiveLogit(tile[at]));
    else sums.negatives.add(i, j, negativeLogit(tile[at]));
  });
  const { loss, slopes } = sums.finish(gamma);
  if (!gradient) return { loss, positivePairs, negativePairs };

  const pulls = zeroRows(size, dim);
  forEachTile((at, i, j) => {
    const s = tile[at];
    tile[at] = j < end[i]
      ? -positive(s) * sums.positives.share(i, j, positiveLogit(s), slopes)
      : negative(s) * sums.negatives.share(i, j, negativeLogit(s), slopes);
  }, (i0, rows, j0, columns) => addProducts(pulls, points, tile, i0, rows, j0, columns));
  const result = gradientSpace(input);
  for (let i = 0; i < size; i++) {
    const pull = pulls[i], x = points[i];
    // Where x is u / |u|, what pulls along x does not turn it.
    const along = normalize ? dot(pull, x) : 0;
    for (let k = 0; k < dim; k++) {
      result[order[i] * dim + k] = lengths[i] > 0 ? (pull[k] - along * x[k]) / lengths[i] : 0;
    }
  }
  return { loss, positivePairs, negativePairs, gradient: result };
}

type Add = (i0: number, rows: number, j0: number, columns: number) => void;

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
