import { batchDistances } from "../evaluation/batch_distances.ts";
import { groupBy } from "../host/mod.ts";
import { tripletStatistics } from "../mining/triplet_statistics.ts";
import { seededRandom } from "../random.ts";
import { classesTogether } from "./classes_together.ts";
import { mainDirections } from "./main_directions.ts";
import { THRESHOLDS } from "./thresholds.ts";
import type { Rows } from "./rows_of.ts";
import type { SnapshotMeasures } from "./types.ts";

/** Rows that distances are taken of: 1,024 make a million pairs, a third of a second. */
const SAMPLE = 1024;

/** What a snapshot is like: one pass over all rows, and all pairs of a sample of whole classes. */
export function measureSnapshot(
  { x, dim, labels, labelled, step, part }: Rows,
  { margin = 0, squared = false, sample = SAMPLE }: {
    margin?: number | undefined;
    squared?: boolean | undefined;
    sample?: number;
  } = {},
): SnapshotMeasures {
  const rows = labels.length;
  const finite = [...Array(rows).keys()]
    .filter((row) => x.subarray(row * dim, (row + 1) * dim).every(Number.isFinite));
  const classes = groupBy(finite, (row) => labels[row]);
  const chosen = sampleOf(classes, sample);
  const own = Int32Array.from(chosen, (row) => labels[row]);
  const near = new Float64Array(chosen.length * dim);
  chosen.forEach((row, i) => near.set(x.subarray(row * dim, (row + 1) * dim), i * dim));
  const distances = batchDistances(near, { size: chosen.length, dim, squared: false });
  const pairs = pairsOf(distances, own);
  return {
    ...{ step, part, rows, dim, labelled },
    classes: new Set(Array.from(labels)).size,
    notFinite: rows - finite.length,
    lone: [...classes.values()].filter((rows) => rows.length === 1).length,
    ...lengths(x, dim, finite),
    twins: twins(x, dim, finite, labels),
    ...pairs,
    statistics: tripletStatistics(near, own, { dim, margin, squared }),
    ...mainDirections(near, own, dim),
    together: classesTogether(near, own, dim),
    ...neighboursOf(distances, own, chosen, pairs.positives),
  };
}

/** Whole classes, as many rows of each as fit, until there are enough. */
function sampleOf(classes: ReadonlyMap<number, readonly number[]>, most: number): number[] {
  const random = seededRandom(1);
  const each = Math.max(4, Math.ceil(most / classes.size));
  return random.shuffle([...classes.values()])
    .flatMap((rows) => (rows.length > each ? random.shuffle([...rows]) : rows).slice(0, each))
    .slice(0, most).sort((a, b) => a - b);
}

function lengths(x: Float32Array, dim: number, rows: readonly number[]) {
  const bits = new Uint32Array(x.buffer, x.byteOffset, x.length);
  const [sums, squares] = [new Float64Array(dim), new Float64Array(dim)];
  let [coarse, largest, fractions] = [true, 0, 0];
  const long = rows.map((row) => {
    let square = 0;
    for (let c = 0; c < dim; c++) {
      const i = row * dim + c, value = x[i];
      sums[c] += value;
      squares[c] += value * value;
      square += value * value;
      largest = Math.max(largest, Math.abs(value));
      // float16 has 10 of float32's 23 digits; below 2^-14 fewer still.
      if (bits[i] & 0x1fff && Math.abs(value) >= 2 ** -14) coarse = false;
      if (value % 1 !== 0) fractions++;
    }
    return Math.sqrt(square);
  });
  const n = rows.length;
  const variances = Array.from(squares, (s, c) => Math.max(s / n - (sums[c] / n) ** 2, 0));
  const typical = variances.reduce((a, b) => a + b, 0) / dim;
  const { mean, spread } = around(long);
  return {
    ...{ length: mean, lengthSpread: spread, columnLength: around(Array.from(squares, Math.sqrt)) },
    deadColumns: variances.filter((variance) => variance <= 1e-9 * typical).length,
    ...{ half: coarse && fractions > 64, largest },
  };
}

function around(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, spread: Math.sqrt(variance) / mean };
}

/** Rows that stand in the data more than once. */
function twins(x: Float32Array, dim: number, rows: readonly number[], labels: ArrayLike<number>) {
  const bits = new Int32Array(x.buffer, x.byteOffset, x.length);
  const hash = (row: number) => {
    let [a, b] = [0x811c9dc5, 7];
    for (let i = row * dim; i < (row + 1) * dim; i++) {
      a = Math.imul(a ^ bits[i], 0x01000193);
      b = (Math.imul(b, 31) + bits[i]) | 0;
    }
    return a * 2 ** 21 + (b >>> 11);
  };
  const groups = [...groupBy(rows, hash).values()].filter((group) => group.length > 1);
  const mixed = groups.filter((group) => group.some((row) => labels[row] !== labels[group[0]]));
  return { rows: groups.flat().length, otherLabel: mixed.flat().length };
}

function pairsOf(distances: Float64Array, labels: Int32Array) {
  const size = labels.length;
  const [positives, negatives]: [number[], number[]] = [[], []];
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      (labels[i] === labels[j] ? positives : negatives).push(distances[i * size + j]);
    }
  }
  const sorted = (list: readonly number[]) => Float64Array.from(list).sort();
  return { positives: sorted(positives), negatives: sorted(negatives) };
}

/** Recall, strangers among the nearest, and a few rows with what they find. */
function neighboursOf(
  distances: Float64Array,
  labels: Int32Array,
  rows: readonly number[],
  positives: Float64Array,
) {
  const size = labels.length, close = THRESHOLDS.strangerNear * middle(positives);
  const few = Math.max(1, Math.floor(size / 6));
  const neighbours: SnapshotMeasures["neighbours"][number][] = [];
  let [asked, right, strangers] = [0, 0, 0];
  const counts = groupBy(labels, (label) => label);
  for (let i = 0; i < size; i++) {
    let [best, stranger] = [-1, Infinity];
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const d = distances[i * size + j];
      if (best < 0 || d < distances[i * size + best]) best = j;
      if (labels[j] !== labels[i]) stranger = Math.min(stranger, d);
    }
    if (stranger < close) strangers++;
    if (counts.get(labels[i])!.length > 1) {
      asked++;
      if (labels[best] === labels[i]) right++;
    }
    if (i % few === 0) {
      const order = Array.from(labels.keys()).filter((j) => j !== i)
        .sort((a, b) => distances[i * size + a] - distances[i * size + b]);
      const found = order.slice(0, 5).map((j) => labels[j]);
      neighbours.push({ row: rows[i], label: labels[i], found });
    }
  }
  return { recallAt1: right / asked, strangersNear: size === 0 ? 0 : strangers / size, neighbours };
}

export const middle = (sorted: ArrayLike<number>): number => sorted[sorted.length >> 1];
