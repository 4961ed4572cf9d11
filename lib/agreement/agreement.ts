import * as tf from "@tensorflow/tfjs";
import { type BackendChoice, useBackend } from "../backend/mod.ts";
import * as losses from "../losses/mod.ts";
import * as reference from "../reference/mod.ts";
import { readReference, referenceProblem } from "../workspace/read_reference.ts";
import { type Case, recordedLosses } from "./recorded_losses.ts";

export interface AgreementRow {
  framework: string;
  /** As `data/reference/README.md` names it. */
  rule: string;
  /** Which layer computed ours, and on what. */
  ours: string;
  values: number;
  /** The largest difference, relative to the largest number of its case. */
  difference: number;
  tolerance: number;
  within: boolean;
}

/** How far a layer may be off, relative to the largest number of a case: what its tests hold too. */
export const TOLERANCES = { "definition, float64": 1e-9, "tensors, float32": 1e-4 } as const;

export interface Agreement {
  rows: AgreementRow[];
  /** Cases without a finite number in the framework: nothing can be compared. */
  without: number;
  /** Recorded rules that the library does not offer. */
  notOffered: string[];
  /** Backends that are not here, and why. */
  missing: string[];
  /** What is wrong, in words: rows beyond their tolerance, and files that are not the recorded ones. */
  problems: string[];
}

/** What the library is held against: inputs, and what the frameworks gave for them. */
export const { batches, cases, inputs, pairs } = recordedLosses({ evenIf: "damaged" });

/** A rule on the points of a batch, or on what else the case names; nothing where it does not apply. */
type Rule = (at: typeof reference, one: Case, x: Inputs) => number | number[] | undefined;

interface Inputs {
  labels: number[];
  points: number[][];
  unit: number[][];
  triplet: [number[][], number[][], number[][]];
  lists: [number[], number[]];
}

const given = ({ margin, squared }: Case) => ({ margin, squared });

const all = (more: Partial<reference.BatchAllOptions> = {}): Rule => (at, one, x) =>
  at.batchAllTripletLoss(x.points, x.labels, { ...given(one), ...more }).loss;
const hard = (more: Partial<reference.BatchHardOptions>): Rule => (at, one, x) =>
  at.batchHardTripletLoss(x.points, x.labels, { ...given(one), ...more }).loss;
const circle = (rule: reference.CircleRule): Rule => (at, { m, gamma }, x) =>
  at.batchCircleLoss(x.points, x.labels, { m, gamma, rule });

/** Written once, with `lib/reference`'s types: functions on tensors have its names and options. */
const RULES: Record<string, Rule> = {
  "pairwise distances": (at, { squared }, x) =>
    at.pairwiseDistances(x.points, { squared }) as unknown as number[],
  "batch all": all(),
  "batch hard": hard({ rule: "tensorflow" }),
  "batch hard, soft margin": hard({ rule: "tensorflow", margin: 0, soft: true }),
  // Without a negative the framework invents one at distance 0.
  "semi-hard, addons": (at, one, x) =>
    new Set(x.labels).size < 2
      ? undefined
      : at.semiHardTripletLoss(x.points, x.labels, { ...given(one), rule: "nearest" }).loss,
  "naive offline": (at, { margin }, x) => at.naiveTripletLoss(...x.triplet, { margin }),
  "triplet margin": (at, { margin, p, eps, swap, reduction }, x) =>
    at.tripletMarginLoss(...x.triplet, { margin, p, eps, swap, reduction }),
  "margin ranking": (at, { margin, reduction }, x) =>
    at.marginRankingLoss(...x.lists, 1, { margin, reduction }),
  "batch hard, open-reid": hard({ rule: "pytorch" }),
  "all": all(),
  "all, mean": all({ reduction: "mean" }),
  "all, smooth, mean": all({ soft: true }),
  "hard, mean": hard({ rule: "valid" }),
  "semi-hard": (at, one, x) => at.semiHardTripletLoss(x.points, x.labels, given(one)).loss,
  "circle of pairs": (at, { m, gamma }, x) => at.circleLoss(...x.lists, { m, gamma }),
  "circle, pooled": (at, { m, gamma }, x) => {
    const { sp, sn } = at.similarityPairs(x.unit, x.labels);
    return at.circleLoss(sp, sn, { m, gamma });
  },
  "circle, pooled, normalising": circle("pooled"),
  "circle, per anchor, normalising": circle("per-anchor"),
};

/** Every recorded value of numpy, TensorFlow and PyTorch again, by each layer: how far apart they are. */
export async function agreement(backends: readonly BackendChoice[]): Promise<Agreement> {
  const found = new Map<string, AgreementRow>();
  const missing: string[] = [];
  const recorded = [...cases, ...article1Cases].filter(({ rule, dtype }) =>
    rule in RULES && dtype === "float64"
  );
  const compared = recorded.filter((one) => !one.error && numbersOf(one).every(Number.isFinite));
  for (const one of compared) {
    const ours = RULES[one.rule](reference, one, inputsOf(one));
    add(found, one, "definition, float64", "", ours === undefined ? ours : flat(ours));
  }
  const done = new Set<string>();
  for (const choice of backends) {
    const name = await useBackend(choice).then(({ backend }) => backend, (error: Error) => {
      missing.push(`${choice} (${error.message})`);
    });
    if (!name || done.has(name)) continue;
    done.add(name);
    for (const one of compared) {
      // TensorFlow's Gram matrix is recorded twice; points by subtraction are the harder ones.
      if (one.distance === "gram") continue;
      add(found, one, "tensors, float32", `, ${name}`, await onTensors(one));
    }
  }
  const rows = [...found].sort(([x], [y]) => x < y ? -1 : 1).map(([, row]) => row);
  const problems = ["losses", "article1"].flatMap((name) => referenceProblem(name) ?? []);
  const beyond = rows.filter(({ within }) => !within);
  if (beyond.length > 0) {
    const { framework, rule, ours, tolerance, difference } = beyond[0];
    problems.push(
      `${beyond.length} of ${rows.length} comparisons with recorded values are beyond their tolerance, ` +
        `the first "${rule}" of ${framework} (${ours}): expected a difference of at most ` +
        `${tolerance}, got ${difference.toPrecision(2)}`,
    );
  }
  const valued = new Set(cases.filter(({ value }) => value !== undefined).map(({ rule }) => rule));
  const notOffered = [...valued].filter((rule) => !(rule in RULES));
  return { rows, problems, without: recorded.length - compared.length, notOffered, missing };
}

const article1Cases = (() => {
  const { points, triplets, cases } = readReference<
    { points: number[][]; triplets: number[][]; cases: Case[] }
  >("article1", { evenIf: "damaged" });
  inputs["six points"] = [0, 1, 2].map((role) =>
    triplets.map((triplet) => points[triplet[role]])
  ) as typeof inputs[string];
  const base = { rule: "triplet margin", dtype: "float64" as const, input: "six points" };
  return cases.map((one): Case => ({ ...one, ...base }));
})();

function inputsOf(one: Case): Inputs {
  const batch = batches[one.batch];
  const similarities = pairs[one.pairs];
  return {
    labels: batch?.labels ?? [],
    points: batch?.embeddings ?? [],
    unit: batch?.unit ?? [],
    triplet: inputs[one.input],
    lists: similarities ? [similarities.sp, similarities.sn] : [one.first, one.second],
  };
}

async function onTensors(one: Case): Promise<number[] | undefined> {
  const { labels, points, unit, triplet, lists } = inputsOf(one);
  const result = tf.tidy(() => {
    const matrix = (rows: number[][]) =>
      tf.tensor2d(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 3]) as unknown;
    const x = {
      labels,
      points: one.batch && matrix(points),
      unit: unit.length > 0 && matrix(unit),
      triplet: triplet?.map(matrix),
      lists: lists.map((list) => list && tf.tensor1d(list, "float32")),
    } as unknown as Inputs;
    return RULES[one.rule](losses as unknown as typeof reference, one, x) as unknown as
      | tf.Tensor
      | undefined;
  });
  if (result === undefined) return undefined;
  const numbers = Array.from(await result.data());
  result.dispose();
  return numbers;
}

function add(
  rows: Map<string, AgreementRow>,
  one: Case,
  layer: keyof typeof TOLERANCES,
  backend: string,
  numbers: number[] | undefined,
): void {
  if (numbers === undefined) return;
  const theirs = numbersOf(one);
  if (theirs.length !== numbers.length) {
    throw new Error(`${one.rule}: expected ${theirs.length} numbers, got ${numbers.length}`);
  }
  const { framework, rule } = one;
  const [ours, tolerance] = [layer + backend, TOLERANCES[layer]];
  const place = [framework, rule, ours].join("\0");
  const { values, difference } = rows.get(place) ?? { values: 0, difference: 0 };
  const size = Math.max(...theirs.map(Math.abs)) || 1;
  const largest = Math.max(difference, ...theirs.map((v, i) => Math.abs(numbers[i] - v) / size));
  rows.set(place, {
    ...{ framework, rule, ours, tolerance, values: values + theirs.length, difference: largest },
    within: largest <= tolerance, // Not where it is NaN.
  });
}

const numbersOf = (one: Case) =>
  flat(one.rule === "pairwise distances" ? one.distances as number[] : one.value);

const flat = (numbers: number | number[]) => [numbers].flat(2) as number[];
