import { refuseValue } from "../checks/mod.ts";
import { firstAtLeast } from "../reference/first_at_least.ts";
import {
  QUERIES_AT_ONCE,
  squaredDistance,
  squaredDistances,
} from "../reference/squared_distances.ts";
import { tripletTally } from "../reference/triplet_loss_result.ts";
import { addProducts, gradientOf, type PlainBatch, plainBatch, pullPair } from "./plain_pairs.ts";
import type { EngineMetric, OperatorInput, TripletOutcome } from "./types.ts";

/** Rows looked at together, so that a column's tables serve that often. */
const STRIP = 4 * QUERIES_AT_ONCE;

/** Up to this many positives an anchor, looking at each costs less than searching among them. */
const DIRECT = 12;

const LARGEST_TABLE = 2 ** 30;

/** Below this part of their squared lengths pairs pull by differences: products lose too many digits. */
const CLOSE = 1e-4;

type Batch = ReturnType<typeof measured>;

/** Each anchor's positives, ascending from its offset, with how many negatives make each active, and hard. */
interface Tables extends EngineMetric {
  readonly offset: Uint32Array;
  readonly positives: Float64Array;
  readonly active: Float64Array;
  readonly hard: Float64Array;
  /** Rows of distances that are looked at together, then of weights, and how many triplets each has. */
  readonly strip: Float64Array;
  readonly found: Int32Array;
  /** 1 where only the semi-hard are taken. Then "active" are the hard ones too, to be taken away. */
  readonly only: 0 | 1;
  /** Distances lie around it: sums of what they differ from it by keep more digits than their own. */
  readonly pivot: number;
}

/** How hard the negatives push: on each row, and in sum over the weights of its pairs. */
interface Pushes {
  readonly pulls: Float64Array;
  readonly weights: Float64Array;
}

/** Batch all in float64: every comparison is the one that the loop over all triplets would make. */
export function plainBatchAll(
  input: OperatorInput,
  { margin, squared, semiHard = false }: EngineMetric & { semiHard?: boolean },
): TripletOutcome {
  const batch = measured(plainBatch(input), squared);
  const { offset, valid } = offsets(batch);
  const pulls = new Float64Array(input.gradient ? input.embeddings.length : 0);
  const pushes = input.gradient ? { pulls, weights: new Float64Array(batch.size) } : null;
  if (valid === 0) {
    const { loss, counts } = tripletTally(0, margin).result("mean");
    return { loss, counts, ...(pushes && { gradient: gradientOf(input, batch.order, pulls, 0) }) };
  }
  const positives = distancesOfPositives(batch, offset);
  const tables: Tables = {
    ...{ offset, positives, margin, squared, only: semiHard ? 1 : 0 },
    active: new Float64Array(positives.length),
    hard: new Float64Array(positives.length),
    strip: new Float64Array(STRIP * batch.size),
    found: new Int32Array(STRIP * batch.size),
    pivot: positives.reduce((least, d) => Math.min(least, d)),
  };
  const subtracted = countAndPush(batch, tables, pushes);
  const { loss, counts } = sumUp(tables, valid, subtracted);
  if (!pushes) return { loss, counts };
  return { loss, counts, gradient: pullTogether(input, batch, tables, pushes, counts.positive) };
}

function measured(batch: PlainBatch, squared: boolean) {
  const { points, dim, order } = batch;
  const origin = new Float64Array(dim);
  return {
    ...batch,
    lengths: Float64Array.from(order, (_, r) => squaredDistance(points, r, origin, 0, dim)),
    distance(a: number, b: number): number {
      const square = squaredDistance(points, a, points, b, dim);
      return squared ? square : Math.sqrt(square);
    },
  };
}

function offsets({ start, end, size }: PlainBatch): { offset: Uint32Array; valid: number } {
  const offset = new Uint32Array(size + 1);
  let valid = 0;
  let total = 0;
  for (let a = 0; a < size; a++) {
    const others = end[a] - start[a] - 1;
    total += others;
    offset[a + 1] = total;
    valid += others * (size - others - 1);
  }
  if (valid > 0 && total > LARGEST_TABLE) {
    const wanted = `classes with up to ${LARGEST_TABLE} pairs in all (engine "plain")`;
    refuseValue(total, "labels", wanted);
  }
  return { offset, valid };
}

function distancesOfPositives({ start, end, size, distance }: Batch, offset: Uint32Array) {
  const positives = new Float64Array(offset[size]);
  for (let a = 0; a < size; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = distance(a, p);
      positives[offset[a] + p - start[a] - 1] = d;
      positives[offset[p] + a - start[p]] = d;
    }
  }
  for (let a = 0; a < size; a++) positives.subarray(offset[a], offset[a + 1]).sort();
  return positives;
}

/** Fills the tables, pushes, and gives how far the negatives of taken triplets lie beyond the pivot. */
function countAndPush(batch: Batch, tables: Tables, pushes: Pushes | null): number {
  const { start, end, points, size, dim } = batch;
  const { strip, found } = tables;
  /** Calls `visit` with each four rows of a strip, and where in it they stand. */
  const byFours = (first: number, visit: (row: number, own: Float64Array) => void) => {
    for (let r = 0; r < STRIP && first + r < size; r += QUERIES_AT_ONCE) {
      visit(first + r, strip.subarray(r * size, (r + QUERIES_AT_ONCE) * size));
    }
  };
  let subtracted = 0;
  for (let first = 0; first < size; first += STRIP) {
    const rows = Math.min(STRIP, size - first);
    const from = end[first];
    byFours(first, (row, own) => squaredDistances(points, row, points, dim, own, { start: from }));
    found.fill(0);
    for (let j = from; j < size; j++) {
      if (!tables.squared) {
        for (let t = j; t < strip.length; t += size) strip[t] = Math.sqrt(strip[t]);
      }
      const negatives = Math.min(Math.max(start[j] - first, 0), rows);
      countNegatives(tables, j, j, size, negatives);
    }
    for (let r = 0; r < rows; r++) {
      // Columns before the class's end are positives, or pairs that an earlier row has.
      const i = first + r;
      countNegatives(tables, i, r * size + end[i], 1, size - end[i]);
      subtracted += weigh(batch, tables, pushes, i, r * size);
    }
    strip.fill(0, rows * size);
    if (pushes) byFours(first, (row, own) => addProducts(pushes.pulls, batch, own, row, from));
  }
  return subtracted;
}

/** Turns row `i` into weights, by how many triplets each pair has; close pairs are pushed at once. */
function weigh(batch: Batch, tables: Tables, pushes: Pushes | null, i: number, at: number): number {
  const { size, end, lengths } = batch;
  const { squared, pivot, strip, found } = tables;
  strip.fill(0, at, at + end[i]);
  let sum = 0;
  for (let j = end[i]; j < size; j++) {
    const d = strip[at + j];
    const count = found[at + j];
    let weight = squared ? -2 * count : d > 0 ? -count / d : 0;
    sum += count * (d - pivot);
    if (!pushes) continue;
    if ((squared ? d : d * d) < CLOSE * (lengths[i] + lengths[j]) && weight !== 0) {
      // What is pulled is subtracted in the end.
      pullPair(pushes.pulls, batch, i, j, weight);
      weight = 0;
    }
    strip[at + j] = weight;
    pushes.weights[i] += weight;
    pushes.weights[j] += weight;
  }
  return sum;
}

/**
 * Books `length` negatives of anchor `a`, `step` apart in the strip: their triplets go into `found`,
 * and into the tables, where of more than DIRECT positives only the first, and {@link sumUp} does the
 * rest.
 */
function countNegatives(tables: Tables, a: number, at: number, step: number, length: number): void {
  const { offset, positives, active, hard, margin, only, strip, found } = tables;
  const from = offset[a];
  const to = offset[a + 1];
  const last = at + length * step;
  // Comparisons are added up as numbers, as no processor could foretell which way they branch.
  if (to - from <= DIRECT) {
    for (let k = from; k < to; k++) {
      const positive = positives[k];
      const reach = positive + margin;
      let activeHere = 0;
      let hardHere = 0;
      for (let t = at; t < last; t += step) {
        const d = strip[t];
        const isHard = Number(d <= positive);
        const isActive = Number(d < reach) | (isHard & only);
        found[t] += isActive - (isHard & only);
        activeHere += isActive;
        hardHere += isHard;
      }
      active[k] += activeHere;
      hard[k] += hardHere;
    }
    return;
  }
  for (let t = at; t < last; t += step) {
    const d = strip[t];
    let firstActive = from;
    let firstHard = from;
    for (let left = to - from; left > 0;) {
      const half = (left + 1) >>> 1;
      firstActive += half & -Number(positives[firstActive + half - 1] + margin <= d);
      firstHard += half & -Number(positives[firstHard + half - 1] < d);
      left -= half;
    }
    if (only) {
      firstActive = Math.min(firstActive, firstHard);
      found[t] += firstHard - firstActive;
    } else found[t] += to - firstActive;
    if (firstActive < to) active[firstActive]++;
    if (firstHard < to) hard[firstHard]++;
  }
}

/** Completes the tables, and adds up the loss and the counts of the triplets that are taken. */
function sumUp(
  { offset, positives, active, hard, margin, only, pivot }: Tables,
  valid: number,
  subtracted: number,
): TripletOutcome {
  let sum = -subtracted;
  const counts = { valid, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  for (let a = 0; a + 1 < offset.length; a++) {
    const from = offset[a];
    const to = offset[a + 1];
    for (let k = from; k < to; k++) {
      if (to - from > DIRECT && k > from) {
        active[k] += active[k - 1];
        hard[k] += hard[k - 1];
      }
    }
    for (let k = from; k < to; k++) {
      const reach = positives[k] + margin;
      if (only) active[k] -= hard[k];
      sum += active[k] * (reach - pivot);
      counts.positive += active[k];
      counts.hard += hard[k];
      // Where the sum rounds the margin away, the hard ones at just this distance are not active.
      if (reach > positives[k]) counts.semiHard += active[k] - hard[k];
    }
  }
  counts.easy = valid - counts.semiHard - counts.hard;
  // Where hardly anything is active, rounding could leave the sum a hair below 0.
  const loss = counts.positive > 0 ? Math.max(sum, 0) / counts.positive : 0;
  if (!only) return { loss, counts };
  const taken = counts.positive;
  return { loss, counts: { valid: taken, positive: taken, easy: 0, semiHard: taken, hard: 0 } };
}

/** The gradient: the negatives' pushes, and with each positive as many pulls as it has triplets. */
function pullTogether(
  input: OperatorInput,
  batch: Batch,
  { offset, positives, active, squared }: Tables,
  { pulls, weights }: Pushes,
  taken: number,
): Float32Array {
  const { order, end, points, dim, distance } = batch;
  const taking = (a: number, d: number) =>
    active[firstAtLeast(positives, d, offset[a], offset[a + 1])];
  for (let a = 0; a < order.length; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = distance(a, p);
      const count = taking(a, d) + taking(p, d);
      const weight = squared ? 2 * count : d > 0 ? count / d : 0;
      if (weight !== 0) pullPair(pulls, batch, a, p, weight);
    }
  }
  for (let k = 0; k < points.length; k++) pulls[k] -= weights[Math.floor(k / dim)] * points[k];
  return gradientOf(input, order, pulls, taken > 0 ? 1 / taken : 0);
}
