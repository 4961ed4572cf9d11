import { expected } from "../checks/mod.ts";
import { gradientSpace } from "./gradient_space.ts";
import { groupByClass } from "./group_by_class.ts";
import {
  addProducts,
  distanceTile,
  gatherRows,
  squaredDistance,
  TILE,
  zeroRows,
} from "./plain_tiles.ts";
import type { BatchAllOutcome, OperatorInput } from "./types.ts";

/** Up to this many positives an anchor, looking at each costs less than searching among them. */
const DIRECT = 12;

/** The most positives, of all anchors together, that the tables hold. */
const LARGEST_TABLE = 2 ** 30;

/**
 * Batch all in float64: distances from the differences of the coordinates, every comparison the one
 * that the loop over all triplets would make.
 */
export function plainBatchAll(
  input: OperatorInput,
  { margin, squared }: { margin: number; squared: boolean },
): BatchAllOutcome {
  const { embeddings, labels, dim, gradient } = input;
  const size = labels.length;
  const { order, start, end } = groupByClass(labels);
  const points = gatherRows(embeddings, order, dim);
  const distance = (a: number, b: number): number => {
    const square = squaredDistance(points[a], points[b]);
    return squared ? square : Math.sqrt(square);
  };

  // The positives' distances of anchor a stand, ascending, from offset[a] to offset[a + 1].
  const offset = new Uint32Array(size + 1);
  let valid = 0;
  let total = 0;
  for (let a = 0; a < size; a++) {
    const others = end[a] - start[a] - 1;
    total += others;
    offset[a + 1] = total;
    valid += others * (size - others - 1);
  }
  if (valid === 0) {
    return {
      loss: 0,
      counts: { valid, positive: 0, easy: 0, semiHard: 0, hard: 0 },
      ...(gradient && { gradient: gradientSpace(input) }),
    };
  }
  if (total > LARGEST_TABLE) {
    const wanted = `classes with up to ${LARGEST_TABLE} pairs in all (engine "plain")`;
    throw new RangeError(expected("labels", wanted, String(total)));
  }
  const positives = new Float64Array(total);
  for (let a = 0; a < size; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = distance(a, p);
      positives[offset[a] + p - start[a] - 1] = d;
      positives[offset[p] + a - start[p]] = d;
    }
  }
  for (let a = 0; a < size; a++) positives.subarray(offset[a], offset[a + 1]).sort();

  // Distances lie around it: sums of what they differ from it by keep more digits than their own.
  const pivot = positives[0];
  const active = new Float64Array(total);
  const hard = new Float64Array(total);
  const tables = { offset, positives, active, hard, margin, pivot };
  const tile = new Float64Array(TILE * TILE);
  const actives = new Int32Array(TILE * TILE);
  const pulls = gradient ? zeroRows(size, dim) : null;
  const weights = new Float64Array(size);
  // What the loss subtracts: of each active triplet, how far its negative lies beyond the pivot.
  let subtracted = 0;
  for (let i0 = 0; i0 < size; i0 += TILE) {
    const rows = Math.min(TILE, size - i0);
    for (let j0 = i0; j0 < size; j0 += TILE) {
      const columns = Math.min(TILE, size - j0);
      if (end[i0] >= j0 + columns) continue; // One class holds the whole tile.
      distanceTile(tile, points, i0, rows, j0, columns);
      if (!squared) { for (let t = 0; t < tile.length; t++) tile[t] = Math.sqrt(tile[t]); }
      actives.fill(0);
      for (let c = 0; c < columns; c++) {
        const negatives = Math.min(Math.max(start[j0 + c] - i0, 0), rows);
        countNegatives(tables, j0 + c, tile, actives, c, TILE, negatives);
      }
      let tileSum = 0;
      for (let r = 0; r < rows; r++) {
        const i = i0 + r;
        // Places before the class's end are positives, or pairs that the upper half has.
        const first = Math.min(Math.max(end[i] - j0, 0), columns);
        countNegatives(tables, i, tile, actives, r * TILE + first, 1, columns - first);
        tile.fill(0, r * TILE, r * TILE + first);
        let rowWeight = 0;
        for (let c = first; c < columns; c++) {
          const d = tile[r * TILE + c];
          const count = actives[r * TILE + c];
          const weight = squared ? -2 * count : d > 0 ? -count / d : 0;
          tile[r * TILE + c] = weight;
          tileSum += count * (d - pivot);
          rowWeight += weight;
          weights[j0 + c] += weight;
        }
        weights[i] += rowWeight;
      }
      subtracted += tileSum;
      if (pulls) addProducts(pulls, points, tile, i0, rows, j0, columns);
    }
  }
  const { loss, counts } = sumUp(tables, valid, subtracted);
  if (!pulls) return { loss, counts };

  const activeNegatives = (a: number, d: number): number => {
    let low = offset[a];
    for (let high = offset[a + 1]; low < high;) {
      const middle = (low + high) >>> 1;
      if (positives[middle] < d) low = middle + 1;
      else high = middle;
    }
    return active[low];
  };
  for (let a = 0; a < size; a++) {
    for (let p = a + 1; p < end[a]; p++) {
      const d = distance(a, p);
      const count = activeNegatives(a, d) + activeNegatives(p, d);
      const weight = squared ? 2 * count : d > 0 ? count / d : 0;
      if (weight === 0) continue;
      const x = points[a], y = points[p], atX = pulls[a], atY = pulls[p];
      for (let k = 0; k < dim; k++) {
        const pull = weight * (x[k] - y[k]);
        atX[k] -= pull;
        atY[k] += pull;
      }
    }
  }
  const result = gradientSpace(input);
  const scale = counts.positive > 0 ? 1 / counts.positive : 0;
  for (let a = 0; a < size; a++) {
    const x = points[a], pull = pulls[a], to = order[a] * dim;
    for (let k = 0; k < dim; k++) result[to + k] = scale * (weights[a] * x[k] - pull[k]);
  }
  return { loss, counts, gradient: result };
}

/** The positives of all anchors, and how many negatives make each of them active, and hard. */
interface Tables {
  offset: Uint32Array;
  positives: Float64Array;
  active: Float64Array;
  hard: Float64Array;
  margin: number;
  pivot: number;
}

/**
 * Books `length` negatives of anchor `a`, whose distances stand `step` apart in the tile: each adds to
 * its place in `actives` how many positives it makes active, and counts at each of these in the tables.
 * Where there are more than DIRECT, it counts at the first only, and {@link sumUp} does the rest.
 */
function countNegatives(
  { offset, positives, active, hard, margin }: Tables,
  a: number,
  tile: Float64Array,
  actives: Int32Array,
  at: number,
  step: number,
  length: number,
): void {
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
        const d = tile[t];
        const isActive = Number(d < reach);
        actives[t] += isActive;
        activeHere += isActive;
        hardHere += Number(d <= positive);
      }
      active[k] += activeHere;
      hard[k] += hardHere;
    }
    return;
  }
  for (let t = at; t < last; t += step) {
    const d = tile[t];
    let firstActive = from;
    let firstHard = from;
    for (let left = to - from; left > 0;) {
      const half = (left + 1) >>> 1;
      firstActive += half & -Number(positives[firstActive + half - 1] + margin <= d);
      firstHard += half & -Number(positives[firstHard + half - 1] < d);
      left -= half;
    }
    actives[t] += to - firstActive;
    if (firstActive < to) active[firstActive]++;
    if (firstHard < to) hard[firstHard]++;
  }
}

/** Completes the tables, and adds up the loss and the counts. */
function sumUp(
  { offset, positives, active, hard, margin, pivot }: Tables,
  valid: number,
  subtracted: number,
): Pick<BatchAllOutcome, "loss" | "counts"> {
  let sum = -subtracted;
  const counts = { valid, positive: 0, easy: valid, semiHard: 0, hard: 0 };
  for (let a = 0; a + 1 < offset.length; a++) {
    const from = offset[a];
    const to = offset[a + 1];
    for (let k = from; k < to; k++) {
      if (to - from > DIRECT && k > from) {
        active[k] += active[k - 1];
        hard[k] += hard[k - 1];
      }
      const reach = positives[k] + margin;
      sum += active[k] * (reach - pivot);
      counts.positive += active[k];
      counts.hard += hard[k];
      // Where the sum rounds the margin away, the hard ones at just this distance are not active.
      if (reach > positives[k]) counts.semiHard += active[k] - hard[k];
    }
  }
  counts.easy -= counts.semiHard + counts.hard;
  // Where hardly anything is active, rounding could leave the sum a hair below 0.
  return { loss: counts.positive > 0 ? Math.max(sum, 0) / counts.positive : 0, counts };
}
