/**
 * Batches of every awkward kind, the loops over all triplets to hold the operators against, and the
 * engines that this machine has. Nothing here is shared with lib/operators.
 */
import fc from "fast-check";
import { availableEngines, type EngineName } from "../../lib/operators/mod.ts";
import { nativeOperatorsStep } from "../../lib/tasks/setup_native.ts";
import { SetupProblem } from "../../lib/workspace/step.ts";

try {
  await nativeOperatorsStep.run(() => {});
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
}

/** Every engine that works here; the native one wherever there is a C compiler. */
export const ENGINES: readonly EngineName[] = availableEngines();

/** A generator of numbers in [0, 1) that needs nothing but its seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How the points of a batch lie. */
export const KINDS = [
  "uniform",
  "grid", // integer coordinates: most comparisons tie, exactly
  "tenths", // multiples of 0.1: ties but for the rounding
  "duplicates",
  "collapsed 1e-2",
  "collapsed 1e-4",
  "classes 1e-2",
  "classes 1e-4",
  "offset 1000",
] as const;

export interface Batch {
  embeddings: Float32Array;
  labels: Int32Array;
  dim: number;
  kind: (typeof KINDS)[number];
}

export interface BatchPlan {
  size: number;
  dim: number;
  classes: number;
  kind: (typeof KINDS)[number];
  seed: number;
}

/** Makes a batch; `classes` counts labels to draw from, one of them ten times likelier on odd seeds. */
export function makeBatch({ size, dim, classes, kind, seed }: BatchPlan): Batch {
  const next = random(seed);
  const labels = Int32Array.from(
    { length: size },
    () => seed % 2 && next() < 0.8 ? -7 : Math.floor(next() * classes) * 1_000_003 - 7,
  );
  const centres = new Map<number, number[]>();
  const embeddings = new Float32Array(size * dim);
  for (let i = 0; i < size; i++) {
    let centre = centres.get(labels[i]);
    if (!centre) centres.set(labels[i], centre = Array.from({ length: dim }, () => next() * 2 - 1));
    for (let k = 0; k < dim; k++) {
      const around = next() * 2 - 1;
      embeddings[i * dim + k] = {
        "uniform": around,
        "grid": Math.floor(next() * 4),
        "tenths": Math.floor(next() * 4) * 0.1,
        "duplicates": around,
        "collapsed 1e-2": 0.5 + 1e-2 * around,
        "collapsed 1e-4": 0.5 + 1e-4 * around,
        "classes 1e-2": centre[k] + 1e-2 * around,
        "classes 1e-4": centre[k] + 1e-4 * around,
        "offset 1000": 1000 + around,
      }[kind];
    }
  }
  if (kind === "duplicates") {
    for (let i = 0; i < size / 2; i++) {
      const from = Math.floor(next() * size) * dim;
      embeddings.copyWithin(Math.floor(next() * size) * dim, from, from + dim);
    }
  }
  return { embeddings, labels, dim, kind };
}

/** Plans of batches with up to `size` points; one class and classes of one are among them. */
export function batchPlans(size: number, dim: number): fc.Arbitrary<BatchPlan> {
  return fc.record({
    size: fc.integer({ min: 0, max: size }),
    dim: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: dim })),
    classes: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: Math.max(size, 1) })),
    kind: fc.constantFrom(...KINDS),
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
  });
}

/** Margins: none, small, exactly representable (so that ties tie), and larger than all distances. */
export const MARGINS = [0, 1e-3, 0.2, 0.5, 1, 100];

/** All distances in float64, from the differences of the coordinates. */
export function allDistances({ embeddings, labels, dim }: Batch, squared: boolean): Float64Array {
  const size = labels.length;
  const d = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < dim; k++) {
        const difference = embeddings[i * dim + k] - embeddings[j * dim + k];
        sum += difference * difference;
      }
      d[i * size + j] = squared ? sum : Math.sqrt(sum);
    }
  }
  return d;
}

export interface LoopResult {
  loss: number;
  counts: { valid: number; positive: number; easy: number; semiHard: number; hard: number };
  gradient: Float64Array;
}

/** Batch all as its definition reads: three loops, float64, pulls added up triplet by triplet. */
export function loopBatchAll(batch: Batch, margin: number, squared: boolean): LoopResult {
  const { labels } = batch;
  const size = labels.length;
  const d = allDistances(batch, squared);
  const counts = { valid: 0, positive: 0, easy: 0, semiHard: 0, hard: 0 };
  const weights = new Float64Array(size * size);
  let sum = 0;
  for (let a = 0; a < size; a++) {
    for (let p = 0; p < size; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const dAp = d[a * size + p];
      for (let n = 0; n < size; n++) {
        if (labels[n] === labels[a]) continue;
        const dAn = d[a * size + n];
        counts.valid++;
        if (dAn <= dAp) counts.hard++;
        else if (dAn < dAp + margin) counts.semiHard++;
        else counts.easy++;
        if (!(dAn < dAp + margin)) continue;
        counts.positive++;
        sum += Math.max(dAp - dAn + margin, 0);
        weights[a * size + p]++;
        weights[a * size + n]--;
      }
    }
  }
  const gradient = loopPulls(batch, d, weights, squared, counts.positive);
  return { loss: counts.positive ? sum / counts.positive : 0, counts, gradient };
}

/** The pulls of all pairs on the rows, each pair's by how many triplets weigh it, over `count`. */
export function loopPulls(
  { embeddings, labels, dim }: Batch,
  d: Float64Array,
  weights: Float64Array,
  squared: boolean,
  count: number,
): Float64Array {
  const size = labels.length;
  const gradient = new Float64Array(size * dim);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const weight = weights[i * size + j];
      const slope = squared ? 2 : d[i * size + j] > 0 ? 1 / d[i * size + j] : 0;
      if (weight === 0 || slope === 0) continue;
      const scaled = weight * slope / count;
      for (let k = 0; k < dim; k++) {
        const pull = scaled * (embeddings[i * dim + k] - embeddings[j * dim + k]);
        gradient[i * dim + k] += pull;
        gradient[j * dim + k] -= pull;
      }
    }
  }
  return gradient;
}

/** The largest difference of two gradients, relative to the largest entry of the second. */
export function gradientError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    largest = Math.max(largest, Math.abs(want[i]));
    // Not Math.max alone: a NaN must not pass.
    const difference = Math.abs(got[i] - want[i]);
    if (!(difference <= worst)) worst = difference;
  }
  return largest === 0 ? worst : worst / largest;
}

/** Rows of Gaussian coordinates, scaled to length 1 where asked for. */
export function gaussianBatch(
  size: number,
  dim: number,
  classes: number,
  seed: number,
  unit = true,
): Batch {
  const next = random(seed);
  const embeddings = new Float32Array(size * dim);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k < dim; k++) {
      const value = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      embeddings[i * dim + k] = value;
      sum += value * value;
    }
    if (unit) { for (let k = 0; k < dim; k++) embeddings[i * dim + k] /= Math.sqrt(sum); }
  }
  const labels = Int32Array.from({ length: size }, (_, i) => i % classes);
  return { embeddings, labels, dim, kind: "uniform" };
}
