/**
 * Reads `data/reference/losses.json`: the inputs, and what numpy, TensorFlow, PyTorch and
 * pytorch-metric-learning gave for them. The tests and the report's verdict page both read it here.
 *
 * @module
 */
import losses from "../../data/reference/losses.json" with { type: "json" };

/** A number, or the name that stands for one that JSON has not. */
type Written = number | "NaN" | "Infinity" | "-Infinity";

/** Points and labels that losses were computed on. */
export interface Batch {
  /** The points. */
  embeddings: number[][];
  /** The class of each. */
  labels: number[];
  /** The same points on the unit sphere, where CircleLoss was computed on them. */
  unit?: number[][];
  /** Ties, duplicates or losses of exactly 0: values agree, gradients are a matter of policy. */
  kinks: boolean;
  /** How far the Gram matrix itself lets values be off, relative; 1e-9 where it does no harm. */
  gram: number;
}

/** What one framework gave for one rule on one input. */
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
  /** Everything else that was recorded. */
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
  return labels.map((label, i) =>
    Array.from(
      { length: dim },
      (_, k) => Math.fround(centre[label * dim + k] + points.scale * point[i * dim + k]),
    )
  );
}

const names: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

/** The document, with its names of numbers turned back into numbers. */
const document = JSON.parse(
  JSON.stringify(losses),
  (_key, value: unknown) => typeof value === "string" && value in names ? names[value] : value,
) as {
  batches: Record<string, Partial<Batch> & { labels: number[]; recipe?: Recipe; gram?: Written }>;
  inputs: Record<string, [number[][], number[][], number[][]]>;
  pairs: Record<string, { sp: number[]; sn: number[] }>;
  cases: Case[];
};

/** The batches, by name. */
export const batches: Record<string, Batch> = Object.fromEntries(
  Object.entries(document.batches).map(([name, batch]) => [name, {
    embeddings: batch.embeddings ?? follow(batch.recipe!, batch.labels),
    labels: batch.labels,
    unit: batch.unit,
    kinks: batch.kinks ?? false,
    gram: Number(batch.gram ?? 1e-9),
  }]),
);
/** Anchors, positives and negatives of the losses over given triplets, by name. */
export const inputs: Record<string, [number[][], number[][], number[][]]> = document.inputs;
/** Similarities of the cases of pairs, by name. */
export const pairs: Record<string, { sp: number[]; sn: number[] }> = document.pairs;
/** Everything that was recorded. */
export const cases: readonly Case[] = document.cases;

/** The cases of a rule that hold all these options; an empty answer is an error in the test. */
export function casesOf(rule: string, options: Partial<Case> = {}): Case[] {
  const found = cases.filter((one) =>
    one.rule === rule && Object.entries(options).every(([key, value]) => one[key] === value)
  );
  if (found.length === 0) throw new Error(`no case of "${rule}" with ${JSON.stringify(options)}`);
  return found;
}

/** The name of a case, for messages. */
export function nameOf(one: Case): string {
  const { rule, framework, dtype, batch, input, pairs, distance, margin, squared, reduction } = one;
  return Object.entries({
    rule,
    framework,
    dtype,
    batch,
    input,
    pairs,
    distance,
    margin,
    squared,
    reduction,
    p: one.p,
    eps: one.eps,
    swap: one.swap,
    m: one.m,
    gamma: one.gamma,
  })
    .filter(([, value]) => value !== undefined).map(([key, value]) => `${key} ${value}`).join(", ");
}
