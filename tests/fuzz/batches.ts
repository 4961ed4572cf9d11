import { type SeededRandom, seededRandom } from "#lib/random.ts";
import { distance, squaredDistances } from "./distances.ts";

/** A batch of points, what is asked of it, and how it was made. */
export interface FuzzBatch {
  /** How the points lie, in words. */
  readonly kind: string;
  /** The points, `B x dim` numbers, row after row. */
  readonly embeddings: Float32Array;
  /** One label a row. */
  readonly labels: Int32Array;
  /** How many numbers make a row. */
  readonly dim: number;
  /** True where distances are meant squared. */
  readonly squared: boolean;
  /** The margin, in the unit of the distances. */
  readonly margin: number;
  /** Governs what is drawn at random. */
  readonly draw: number;
  /** What the circle loss is asked for: rows of another length, or to bring these to length 1. */
  readonly circle: {
    readonly features: Float32Array;
    readonly normalize: boolean;
    readonly m: number;
    readonly gamma: number;
  };
  /** The squared distances, `B x B`. */
  readonly squares: Float64Array;
}

/** What a structure is made from. */
interface Frame {
  random: SeededRandom;
  size: number;
  dim: number;
  /** The class of each row, from 0 on. */
  classes: number[];
  /** One of a list. */
  pick: <T>(list: readonly T[]) => T;
  /** A power of two, its exponent from `low` to `high`. */
  power: (low: number, high: number) => number;
}

type Coordinate = (row: number, column: number) => number;

/** The largest coordinate that the operators take. */
const LARGEST = 1e12;

/** How points can lie: each gives the coordinate of a row and a column, asked for in their order. */
const STRUCTURES: Record<string, (frame: Frame) => Coordinate> = {
  "normal": ({ random }) => () => random.normal(),
  "uniform": ({ random }) => () => 2 * random.uniform() - 1,
  "lattice": ({ random, pick }) => {
    const steps = pick([2, 3, 4, 10]);
    return () => random.integer(steps);
  },
  "tenths": ({ random }) => () => random.integer(5) * 0.1,
  "sign codes": ({ random, dim }) => () => (2 * random.integer(2) - 1) / Math.sqrt(dim),
  "signs of classes": ({ classes, dim }) => (i) => (classes[i] % 2 ? -1 : 1) / Math.sqrt(dim),
  "nearly signs of classes": ({ random, classes, dim, pick }) => {
    const turned = pick([0.5, 1, 4]) / dim;
    return (i) => (classes[i] % 2 === Number(random.uniform() < turned) ? 1 : -1) / Math.sqrt(dim);
  },
  "one-hot": ({ random, dim, size }) => {
    const hot = Array.from({ length: size }, () => random.integer(dim));
    return (i, k) => Number(hot[i] === k);
  },
  "one-hot by class": ({ classes, dim, random, pick }) => {
    const noise = pick([0, 0, 2 ** -10, 2 ** -20]);
    return (i, k) => Number(classes[i] % dim === k) + (noise && noise * random.normal());
  },
  "constant rows": ({ random, size, pick }) => {
    const value = Array.from({ length: size }, () => pick([0.1, 0.2, 0.3, 1, random.uniform()]));
    return (i) => value[i];
  },
  "saturated": ({ random, pick, power }) => {
    const [low, rare] = [pick([-1, 0]), power(-8, -1)];
    return () => {
      const side = random.integer(2) ? 1 : low;
      return random.uniform() < rare ? side * (1 - 2 ** -random.integer(24)) : side;
    };
  },
  "graded columns": ({ random, dim, power }) => {
    const step = power(-3, 3) / Math.sqrt(dim);
    return (_, k) => random.normal() * 2 ** -Math.round(k * step);
  },
  "graded rows": ({ random, size, power }) => {
    const scale = Array.from({ length: size }, () => power(-20, 20));
    return (i) => scale[i] * random.normal();
  },
  "on a line": ({ random, dim, pick }) => {
    const direction = Array.from({ length: dim }, () => pick([1, 1, random.normal()]));
    return (i, k) => i * direction[k];
  },
  "opposite pairs": ({ random, dim }) => {
    let row: number[] = [];
    return (i, k) => {
      if (k === 0 && i % 2 === 0) row = Array.from({ length: dim }, () => random.normal());
      return i % 2 ? -row[k] : row[k];
    };
  },
  "collapsed classes": ({ random, classes, dim, power }) => {
    const spread = power(-24, 0);
    const count = Math.max(0, ...classes) + 1;
    const centres = Array.from(
      { length: count },
      () => Array.from({ length: dim }, () => random.normal()),
    );
    return (i, k) => centres[classes[i]][k] + spread * random.normal();
  },
  "on few sites": ({ random, size, dim, pick }) => {
    const count = pick([2, 2, 3, 5]);
    const sites = Array.from({ length: count * dim }, () => random.normal());
    const at = Array.from({ length: size }, () => random.integer(count));
    return (i, k) => sites[at[i] * dim + k];
  },
  "zeros": () => () => 0,
};

/** What can be done to points that lie somehow, in this order. */
const CHANGES: Record<string, { share: number; change(x: Float32Array, frame: Frame): void }> = {
  "of length 1": { share: 0.25, change: (x, { dim }) => setLengths(x, dim, () => 1) },
  "of length 2": { share: 0.05, change: (x, { dim }) => setLengths(x, dim, () => 2) },
  "of mixed lengths": {
    share: 0.05,
    change: (x, { dim, pick }) => setLengths(x, dim, () => pick([0.5, 1, 1.5, 2])),
  },
  "collapsed": {
    share: 0.1,
    change(x, { random, dim, power, pick }) {
      const [spread, same] = [power(-40, -1), pick([true, false])];
      const centre = Array.from({ length: dim }, () => same ? 0.5 : random.normal());
      x.forEach((value, e) => x[e] = centre[e % dim] + spread * value);
    },
  },
  "scaled": {
    share: 0.1,
    change(x, { power }) {
      const scale = power(-130, 39);
      x.forEach((value, e) => x[e] = scale * value);
    },
  },
  "offset": {
    share: 0.08,
    change(x, { random, dim, power }) {
      const far = power(-2, 20);
      const offset = Array.from({ length: dim }, () => far * random.normal());
      x.forEach((value, e) => x[e] = value + offset[e % dim]);
    },
  },
  "with a constant coordinate": {
    share: 0.1,
    change(x, { random, dim, power }) {
      const [column, value] = [random.integer(dim), 1.2345678 * power(-4, 30)];
      for (let e = column; e < x.length; e += dim) x[e] = value;
    },
  },
  "with an outlier": {
    share: 0.05,
    change(x, { random, size, dim, power }) {
      const [row, scale] = [random.integer(size), power(-30, 30)];
      for (let e = row * dim; e < (row + 1) * dim; e++) x[e] *= scale;
    },
  },
  "with duplicates": {
    share: 0.12,
    change(x, { random, size, dim }) {
      for (let n = random.integer(size); n >= 0; n--) copyRow(x, dim, random, size);
    },
  },
  "with rows an ulp apart": {
    share: 0.05,
    change(x, { random, size, dim }) {
      for (let n = random.integer(size); n >= 0; n--) {
        const to = copyRow(x, dim, random, size) + random.integer(dim);
        x[to] += Math.abs(x[to]) * 2 ** -23;
      }
    },
  },
};

/**
 * Batch `index` of the sequence that `seed` stands for: random or structured, up to 40 rows and one
 * in a hundred up to 200, up to 1,024 numbers a row, and a margin from 0 to beyond the largest distance.
 */
export function fuzzBatch(seed: number, index: number): FuzzBatch {
  const random = seededRandom(seed, index);
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)];
  const power = (low: number, high: number) => 2 ** (low + random.integer(high - low + 1));
  const size = random.integer(random.integer(100) === 0 ? 201 : 41);
  const dim = Math.min(1024, Math.floor(2 ** (10.2 * random.uniform())));
  const classes = drawClasses(size, random, pick);
  const frame = { random, size, dim, classes, pick, power };

  const embeddings = new Float32Array(size * dim);
  let kind = pick(Object.keys(STRUCTURES));
  const coordinate = STRUCTURES[kind](frame);
  for (let e = 0; e < embeddings.length; e++) {
    embeddings[e] = coordinate(Math.floor(e / dim), e % dim);
  }
  for (const [name, { share, change }] of Object.entries(CHANGES)) {
    if (random.uniform() >= share || size === 0) continue;
    change(embeddings, frame);
    kind += `, ${name}`;
  }
  embeddings.forEach((value, e) => embeddings[e] = Math.max(-LARGEST, Math.min(LARGEST, value)));
  const [spacing, least] = pick([[1, 0], [1_000_003, -7], [-1, 2 ** 31 - 1], [1, -(2 ** 31)]]);
  const labels = Int32Array.from(classes, (c) => c * spacing + least);
  const squares = squaredDistances(embeddings, size, dim);
  const squared = pick([false, true]);
  const margin = drawMargin(distance(squares, squared), frame);
  const circle = drawCircle(embeddings, frame);
  const draw = random.integer(2 ** 32);
  return { kind, embeddings, labels, dim, squared, margin, draw, circle, squares };
}

/** Classes as batches have them: equally many rows of each, drawn, or one class that outweighs all. */
function drawClasses(size: number, random: SeededRandom, pick: Frame["pick"]): number[] {
  const rare = random.integer(20) === 0;
  const count = rare ? pick([1, size + 1]) : pick([2, 2, 3, 6, 2 + random.integer(size + 1)]);
  const draw = pick([
    (i: number) => i % count,
    (i: number) => Math.floor(i * count / size),
    () => random.integer(count),
    () => random.uniform() < 0.7 ? 0 : random.integer(count),
  ]);
  return Array.from({ length: size }, (_, i) => draw(i));
}

/** None, customary ones, one that makes two distances tie but for a rounding, and up to beyond all. */
function drawMargin(d: Float64Array, { random, pick, power }: Frame): number {
  const largest = d.reduce((most, value) => Math.max(most, value), 0);
  const margin = pick([
    () => 0,
    () => pick([0.2, 0.3, 0.5, 1, 2]),
    () => pick([0.2, 0.3, 0.5, 1, 2]),
    () => Math.abs(pick([0, ...d]) - pick([0, ...d])) * pick([1, 1, 1 + 2 ** -52, 1 - 2 ** -53]),
    () => largest * random.uniform(),
    () => largest * random.uniform(),
    () => largest * power(-30, 0),
    () => largest * (1 + 3 * random.uniform()),
    () => largest * 100 + 1,
  ])();
  return Math.min(margin, 1e24);
}

/** Rows mostly of length 1, up to 2, or as they are: then the scale is moderate, or they are to be. */
function drawCircle(x: Float32Array, { random, dim, pick, power }: Frame): FuzzBatch["circle"] {
  const features = x.slice();
  const length = pick([1, 1, 1, 1.3, 2, 0, 0]);
  const normalize = length === 0 && pick([true, false]);
  if (length > 0) setLengths(features, dim, () => length);
  const most = features.reduce((sum, value) => Math.max(sum, value * value), 0) * dim;
  const gamma = pick([1, 80, 256, 256, 1024, power(-4, 16)]);
  return {
    features,
    normalize,
    m: pick([0.25, 0.25, 0.4, 0, 1, random.uniform(), power(-30, 6)]),
    gamma: length > 0 || normalize ? gamma : gamma / Math.max(most * most, 1),
  };
}

/** Scales each row to a length; a row of zeros stays. */
function setLengths(x: Float32Array, dim: number, length: () => number): void {
  for (let from = 0; from < x.length; from += dim) {
    const row = x.subarray(from, from + dim);
    const scale = length() / Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (Number.isFinite(scale)) row.forEach((value, k) => row[k] = scale * value);
  }
}

/** Copies one row over another, and tells where that one begins. */
function copyRow(x: Float32Array, dim: number, random: SeededRandom, size: number): number {
  const [from, to] = [random.integer(size) * dim, random.integer(size) * dim];
  x.copyWithin(to, from, from + dim);
  return to;
}
