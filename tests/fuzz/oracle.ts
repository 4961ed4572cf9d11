/**
 * What the fused operators must give, by loops over triplets, anchors and pairs in float64 that read
 * like the definitions, gradients included. Nothing here is shared with `lib/operators`.
 *
 * @module
 */
import type { FuzzBatch } from "./batches.ts";
import { distance } from "./distances.ts";
import { drawNegative } from "#lib/reference/draw_negative.ts";

/** What an operator must give for a batch. */
export interface Expected {
  /** The loss. */
  readonly loss: number;
  /** How large the numbers are that the loss is a difference or a sum of. */
  readonly scale: number;
  /** What is counted. */
  readonly counts: Readonly<Record<string, number>>;
  /** The loss's derivative, `B x dim`. */
  readonly gradient: Float64Array;
  /** How far off these loops may be themselves, in any entry of the gradient. */
  readonly slack: number;
}

/** The unit in the last place of float64, relative. */
const ULP = 2 ** -52;

/** PyTorch's clamp in article 4: no squared distance, or distance squared, below it. */
const CLAMP = 1e-12;

/** Weights of the distances in a loss, `B x B`, and the same without their signs. */
class Weights {
  readonly sum: Float64Array;
  readonly size: Float64Array;
  constructor(readonly rows: number) {
    this.sum = new Float64Array(rows * rows);
    this.size = new Float64Array(rows * rows);
  }
  add(i: number, j: number, weight: number): void {
    this.sum[i * this.rows + j] += weight;
    this.size[i * this.rows + j] += Math.abs(weight);
  }
}

/** The gradient of `sum_ij w_ij d_ij`, where a distance of 0, or below a clamp, has the gradient 0. */
function ofDistances(
  { embeddings: x, dim, squares, squared }: FuzzBatch,
  weights: Weights,
  scale: number,
  clamp = 0,
): Pick<Expected, "gradient" | "slack"> {
  const rows = weights.rows;
  const gradient = new Float64Array(x.length);
  const size = new Float64Array(x.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const square = squares[i * rows + j];
      if (weights.size[i * rows + j] === 0 || square === 0 || square < clamp) continue;
      const slope = scale * (squared ? 2 : 1 / Math.sqrt(square));
      const pull = slope * weights.sum[i * rows + j];
      const most = slope * weights.size[i * rows + j];
      for (let k = 0; k < dim; k++) {
        const difference = x[i * dim + k] - x[j * dim + k];
        gradient[i * dim + k] += pull * difference;
        gradient[j * dim + k] -= pull * difference;
        size[i * dim + k] += most * Math.abs(difference);
        size[j * dim + k] += most * Math.abs(difference);
      }
    }
  }
  return { gradient, slack: ULP * (2 * rows + dim + 8) * largest(size) };
}

/** The largest number of a list of none below 0. */
function largest(list: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < list.length; i++) most = Math.max(most, list[i]);
  return most;
}

/** Counts triplets by category, and tells of each whether it has a loss. */
class Tally {
  readonly counts = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0, fraction: 0 };
  constructor(readonly margin: number) {}
  add(dAp: number, dAn: number): boolean {
    const positive = dAn < dAp + this.margin;
    this.counts.valid++;
    if (positive) this.counts.positive++;
    this.counts.fraction = this.counts.positive / this.counts.valid;
    this.counts[dAn <= dAp ? "hard" : positive ? "semiHard" : "easy"]++;
    return positive;
  }
}

/** Batch all: the mean over the triplets with `d(a, n) < d(a, p) + margin`. */
export function expectedBatchAll(batch: FuzzBatch): Expected {
  const { labels, squares, squared, margin } = batch;
  const size = labels.length;
  const d = distance(squares, squared);
  const tally = new Tally(margin);
  const weights = new Weights(size);
  let sum = 0, distances = 0;
  for (let a = 0; a < size; a++) {
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const dAp = d[a * size + p];
      for (let n = 0; n < size; n++) {
        if (labels[n] === labels[a]) continue;
        const dAn = d[a * size + n];
        if (!tally.add(dAp, dAn)) continue;
        sum += dAp - dAn + margin;
        distances += dAp + dAn;
        weights.add(a, p, 1);
        weights.add(a, n, -1);
      }
    }
  }
  const { counts } = tally;
  const share = counts.positive === 0 ? 0 : 1 / counts.positive;
  return {
    loss: sum * share,
    scale: distances * share + margin,
    counts,
    ...ofDistances(batch, weights, share),
  };
}

/**
 * Semi-hard: the mean over the triplets that the rule takes: all semi-hard ones, of each pair the one
 * with the nearest negative beyond the positive (or else the farthest), or of each pair one drawn.
 */
export function expectedSemiHard(
  batch: FuzzBatch,
  rule: "all" | "nearest" | "random",
): Expected {
  const { labels, squares, squared, margin, draw } = batch;
  const size = labels.length;
  const d = distance(squares, squared);
  const weights = new Weights(size);
  const tally = new Tally(margin);
  let sum = 0, scale = 0;
  for (let a = 0; a < size; a++) {
    const row = d.subarray(a * size, (a + 1) * size);
    const negatives = Array.from(row.keys()).filter((n) => labels[n] !== labels[a]);
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a] || negatives.length === 0) continue;
      const beyond = negatives.filter((n) => row[n] > row[p]);
      const semiHard = beyond.filter((n) => row[n] < row[p] + margin);
      const drawn = semiHard.length === 0 ? 0 : drawNegative(draw, a, p, semiHard.length);
      const nearest = beyond.length > 0
        ? beyond.reduce((least, n) => Math.min(least, row[n]), Infinity)
        : negatives.reduce((most, n) => Math.max(most, row[n]), 0);
      const taken = {
        all: semiHard.map((n) => [n]),
        nearest: [negatives.filter((n) => row[n] === nearest)],
        random: semiHard.slice(drawn, drawn + 1).map((n) => [n]),
      }[rule];
      for (const tied of taken) {
        const dAn = row[tied[0]];
        scale += row[p] + dAn + margin;
        if (!tally.add(row[p], dAn)) continue;
        sum += row[p] - dAn + margin;
        weights.add(a, p, 1);
        for (const n of tied) weights.add(a, n, -1 / tied.length);
      }
    }
  }
  const { counts } = tally;
  const mean = counts.valid === 0 ? 0 : 1 / counts.valid;
  return { loss: sum * mean, scale: scale * mean, counts, ...ofDistances(batch, weights, mean) };
}

/**
 * Batch hard: the mean over the rule's anchors of the farthest positive less the nearest negative.
 * What ties shares the gradient equally, under "tensorflow" with the row's largest distance too, which
 * is added to what is no negative.
 */
export function expectedBatchHard(
  batch: FuzzBatch,
  rule: "tensorflow" | "pytorch" | "valid",
): Expected {
  const { labels, squares, squared, margin } = batch;
  const size = labels.length;
  const clamp = rule === "pytorch" ? CLAMP : 0;
  const d = distance(squares.map((square) => Math.max(square, clamp)), squared);
  const weights = new Weights(size);
  const tally = new Tally(margin);
  let sum = 0, scale = 0;
  for (let a = 0; a < size; a++) {
    const row = d.subarray(a * size, (a + 1) * size);
    const rows = Array.from(row.keys());
    const same = rows.filter((j) => labels[j] === labels[a] && (j !== a || rule === "pytorch"));
    const other = rows.filter((j) => labels[j] !== labels[a]);
    if (rule === "valid" && (same.length === 0 || other.length === 0)) continue;
    const rowMax = largest(row);
    const entry = (j: number) => labels[j] === labels[a] ? row[j] + rowMax : row[j];
    const candidates = rule === "tensorflow" ? rows : other;
    const far = same.reduce((most, j) => Math.max(most, row[j]), 0);
    const near = candidates.reduce((least, j) => Math.min(least, entry(j)), Infinity);
    scale += far + near + margin;
    if (!tally.add(far, near)) continue;
    sum += far - near + margin;
    const share = (tied: number[], weight: number) => {
      for (const j of tied) weights.add(a, j, weight / tied.length);
    };
    share(same.filter((j) => row[j] === far), 1);
    const nearest = candidates.filter((j) => entry(j) === near);
    share(nearest, -1);
    const standIns = nearest.filter((j) => labels[j] === labels[a]).length;
    if (standIns > 0) share(rows.filter((j) => row[j] === rowMax), -standIns / nearest.length);
  }
  const { counts } = tally;
  const mean = counts.valid === 0 ? 0 : 1 / counts.valid;
  return {
    loss: sum * mean,
    scale: scale * mean,
    counts,
    ...ofDistances(batch, weights, mean, clamp),
  };
}

/**
 * The circle loss: of all pairs, or the mean over the anchors with both kinds, each with its own pairs.
 * The weights of the similarities are held constant in the gradient.
 */
export function expectedCircle(
  { labels, dim, circle }: FuzzBatch,
  rule: "pooled" | "per-anchor" = "pooled",
): Expected {
  const { features, normalize } = circle;
  const size = labels.length;
  const x = Float64Array.from(features);
  const lengths = Array.from(labels, (_, i) => {
    const row = x.subarray(i * dim, (i + 1) * dim);
    const length = normalize ? Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)) : 1;
    if (length > 0) row.forEach((value, k) => row[k] = value / length);
    return length;
  });
  const counts = { positivePairs: 0, negativePairs: 0 };
  const own = Array.from(labels, (): Pair[] => []);
  const all: Pair[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const pair = pairOf(x, i, j, labels[i] === labels[j], dim, circle);
      counts[pair.alike ? "positivePairs" : "negativePairs"]++;
      all.push(pair);
      own[i].push(pair);
      own[j].push(pair);
    }
  }
  const pull = new Float64Array(x.length), slack = new Float64Array(x.length);
  const sums = (rule === "pooled" ? [all] : own)
    .map((pairs) => [pairs.filter(({ alike }) => alike), pairs.filter(({ alike }) => !alike)])
    .filter((sides) => sides.every(({ length }) => length > 0));
  let loss = 0, scale = 0;
  for (const sides of sums) {
    const lse = sides.map(logSumExp);
    const z = lse[0] + lse[1], e = Math.exp(-Math.abs(z));
    loss += (Math.max(z, 0) + Math.log1p(e)) / sums.length;
    scale += (Math.abs(lse[0]) + Math.abs(lse[1]) + 1) / sums.length;
    const slope = circle.gamma * (z > 0 ? 1 : e) / (1 + e) / sums.length;
    // A softmax moves by at most twice what its logits do.
    const off = largest(
      sides.flatMap((side, s) => side.filter(({ logit }) => logit > lse[s] - 50))
        .map(({ logitError }) => logitError),
    );
    sides.forEach((side, s) => {
      for (const { i, j, weight, error, logit } of side) {
        const share = slope * Math.exp(logit - lse[s]);
        const shareError = share * (Math.abs(weight) * (4 * off + ULP * (size + 8)) + error);
        for (let k = 0; k < dim; k++) {
          const [u, v] = [i * dim + k, j * dim + k];
          pull[u] += share * weight * x[v];
          pull[v] += share * weight * x[u];
          slack[u] += shareError * Math.abs(x[v]);
          slack[v] += shareError * Math.abs(x[u]);
        }
      }
    });
  }
  if (normalize) turn(pull, slack, x, lengths, dim);
  return { loss, scale, counts, gradient: pull, slack: largest(slack) };
}

/** From the gradient to rows of length 1 to that to the rows themselves: what pulls along one goes. */
function turn(
  pull: Float64Array,
  slack: Float64Array,
  x: Float64Array,
  lengths: readonly number[],
  dim: number,
): void {
  lengths.forEach((length, i) => {
    let along = 0, size = 0, off = 0;
    for (let e = i * dim; e < (i + 1) * dim; e++) {
      along += pull[e] * x[e];
      size += Math.abs(pull[e]);
      off += slack[e];
    }
    for (let e = i * dim; e < (i + 1) * dim; e++) {
      pull[e] = length > 0 ? (pull[e] - along * x[e]) / length : 0;
      slack[e] = length > 0 ? (2 * off + ULP * (dim + 8) * size) / length : 0;
    }
  });
}

/** A pair of rows: the weight of its similarity, its logit, and how far off these may be. */
interface Pair {
  i: number;
  j: number;
  alike: boolean;
  weight: number;
  error: number;
  logit: number;
  logitError: number;
}

function pairOf(
  x: Float64Array,
  i: number,
  j: number,
  alike: boolean,
  dim: number,
  { m, gamma }: FuzzBatch["circle"],
): Pair {
  let s = 0, most = 0;
  for (let k = 0; k < dim; k++) {
    const product = x[i * dim + k] * x[j * dim + k];
    s += product;
    most += Math.abs(product);
  }
  const weight = alike ? -Math.max(1 + m - s, 0) : Math.max(s + m, 0);
  const beyond = s - (alike ? 1 - m : m);
  const logit = gamma * weight * beyond;
  const error = ULP * (2 * dim * most + Math.abs(s) + 1 + m);
  const moved = gamma * (Math.abs(weight) + Math.abs(beyond)) * error;
  return { i, j, alike, weight, error, logit, logitError: moved + ULP * Math.abs(logit) };
}

/** The logarithm of the sum of `e^logit`. */
function logSumExp(pairs: readonly Pair[]): number {
  const most = pairs.reduce((peak, { logit }) => Math.max(peak, logit), -Infinity);
  return most + Math.log(pairs.reduce((sum, { logit }) => sum + Math.exp(logit - most), 0));
}
