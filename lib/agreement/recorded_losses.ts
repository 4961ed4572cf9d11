import { readReference } from "../workspace/read_reference.ts";

export type Triplets = [anchors: number[][], positives: number[][], negatives: number[][]];

export interface Batch {
  embeddings: number[][];
  labels: number[];
  /** The same points on the unit sphere, where CircleLoss was computed on them. */
  unit?: number[][];
  /** Ties, duplicates or losses of exactly 0: values agree, gradients are a matter of policy. */
  kinks: boolean;
  /** By a recipe, which is all that the file holds. */
  made: boolean;
  /** How far the Gram matrix itself lets values be off, relative; 1e-9 where it does no harm. */
  gram: number;
}

export interface Case {
  rule: string;
  framework: string;
  dtype: "float64" | "float32";
  distance?: "gram" | "subtraction";
  batch: string;
  input: string;
  pairs: string;
  margin: number;
  squared: boolean;
  reduction: "mean" | "sum" | "none";
  p: number;
  eps: number;
  swap: boolean;
  m: number;
  gamma: number;
  first: number[];
  second: number[];
  /** The error the framework threw; there is no value then. */
  error?: string;
  value: number | number[];
  gradient?: number[][];
  gradients?: number[][][];
  gradientSample?: { rows: number[]; values: number[][]; rowNorms: number[]; largest: number };
  [more: string]: unknown;
}

/** `count` numbers of the LCG of data/reference/lcg.py, in [-1, 1), exact in float32. */
export function lcgValues(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return ((state >>> 8) - 2 ** 23) / 2 ** 23;
  });
}

interface Recipe {
  centres: { seed: number; rows: number };
  points: { seed: number; rows: number; scale: number };
  dim: number;
}

/** embeddings[i] = float32(centre of label i + scale * point i). */
function follow({ centres, points, dim }: Recipe, labels: number[]): number[][] {
  const centre = lcgValues(centres.seed, centres.rows * dim);
  const point = lcgValues(points.seed, points.rows * dim);
  const at = (label: number, i: number) => (_: unknown, k: number) =>
    Math.fround(centre[label * dim + k] + points.scale * point[i * dim + k]);
  return labels.map((label, i) => Array.from({ length: dim }, at(label, i)));
}

export interface RecordedLosses {
  batches: Record<string, Batch>;
  inputs: Record<string, Triplets>;
  pairs: Record<string, { sp: number[]; sn: number[] }>;
  cases: Case[];
}

/** Reads `data/reference/losses.json`; points that it holds as a recipe are made. */
export function recordedLosses(options: { evenIf?: "damaged" } = {}): RecordedLosses {
  const { batches, ...rest } = readReference<
    Omit<RecordedLosses, "batches"> & {
      batches: Record<string, Partial<Batch> & { labels: number[]; recipe?: Recipe }>;
    }
  >("losses", options);
  const whole = Object.entries(batches).map(([name, { recipe, ...batch }]) => {
    const made = batch.embeddings === undefined;
    const embeddings = batch.embeddings ?? follow(recipe!, batch.labels);
    return [name, { kinks: false, gram: 1e-9, ...batch, embeddings, made }];
  });
  return { ...rest, batches: Object.fromEntries(whole) };
}
