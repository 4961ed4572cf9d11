import * as tf from "@tensorflow/tfjs";
import { type ImageSet, loadMnist } from "../../datasets/mod.ts";
import { retrievalMetrics, rocCurve } from "../../evaluation/mod.ts";
import {
  embedAll,
  type EmbeddingNetwork,
  embeddingNetwork,
  openSetEvaluation,
  strategy,
  type StrategyName as FullName,
} from "../../training/mod.ts";
import { readStudy, type StudyFacts } from "../read_study.ts";
import type { Study } from "../study.ts";
import type { RowOf } from "../table.ts";
import { loadDigits, SPLIT } from "./digits.ts";

/** The strategies, as the recording calls them. */
const FULL_NAMES = {
  "offline": "offline semi-hard",
  "batch all": "batch all",
  "batch hard": "batch hard",
  "semi-hard": "semi-hard all",
  "circle": "circle pooled",
} as const satisfies Record<string, FullName>;
/** The name of a strategy in the recording. */
export type StrategyName = keyof typeof FULL_NAMES;
const strategyNames = Object.keys(FULL_NAMES) as StrategyName[];

const DIM = 8;
const RATE = 0.001;
const OPTIONS = { samples: 8, margin: 0.2 };
const NETWORK = { hidden: [128], dim: DIM, normalize: true };
const DATA = { images: 6_000, unseenImages: 1_000, trainedTestImages: 1_000 };
/** One step in so many is kept. */
const KEPT = 20;
/** After which shares of the steps the network is judged, beside the untrained one. */
const JUDGED = [0.1, 0.5, 1];

const CONFIGURATION = {
  options: OPTIONS,
  network: { kind: "mlp", ...NETWORK },
  optimizer: { kind: "Adam", learningRate: RATE },
};

const TABLES = {
  evaluations: {
    strategy: "text",
    seed: "whole",
    step: "whole",
    milliseconds: "time",
    recall1: "number",
    mapAtR: "number",
    eer: "number",
    trainedRecall1: "number",
    trainedMapAtR: "number",
    trainedEer: "number",
  },
  /** Of the batches: the strategy's own loss, and shares of the valid triplets, 0 to 1. */
  steps: {
    strategy: "text",
    seed: "whole",
    step: "whole",
    loss: "number",
    easy: "number",
    semiHard: "number",
    hard: "number",
    active: "number",
  },
} as const;

type Setting = { strategy: StrategyName };

/** Every strategy of the articles on the same network, digits and seeds: lesson 6. */
export const comparison: Study<
  Setting,
  typeof TABLES,
  typeof CONFIGURATION,
  { data: ImageSet; unseen: ImageSet; seen: ImageSet }
> = {
  name: "comparison",
  about: "every strategy on the same network, digits and seeds (lesson 6); a few minutes",
  file: import.meta.url,
  steps: 600,
  seeds: [1, 2, 3, 4, 5],
  configuration: CONFIGURATION,
  data: DATA,
  tables: TABLES,
  contrasts: (step) =>
    (["recall1", "mapAtR", "eer"] as const).flatMap((judge) =>
      strategyNames.flatMap((one, i) =>
        strategyNames.slice(i + 1).map((other) => ({
          question: `which strategies does ${judge} tell apart`,
          one: { strategy: one, step },
          other: { strategy: other, step },
          judge,
        }))
      )
    ),
  splits: () => [SPLIT],
  settings: () => strategyNames.map((strategy) => ({ strategy })),
  async prepare(split) {
    const loaded = await loadDigits(split, DATA);
    // Refuses to go on when a class is both trained and called unseen.
    openSetEvaluation({ trained: loaded.data.labels, unseen: loaded.unseen });
    // Judged too, only to show what judging on trained digits would have said.
    const seen = await loadMnist({
      split: "test",
      classes: split.train,
      count: DATA.trainedTestImages,
    });
    return { ...loaded, seen };
  },
  async train({ setting, seed, steps }, { data, unseen, seen }, run) {
    const network = embeddingNetwork({ ...NETWORK, seed });
    const optimizer = tf.train.adam(RATE);
    const { evaluations, steps: records } = await run({
      network,
      data,
      ...strategy(FULL_NAMES[setting.strategy], { network, data, ...OPTIONS, seed }),
      margin: OPTIONS.margin,
      optimizer,
      steps,
      evaluate: async (network, { milliseconds }) => {
        const { recall1, mapAtR, eer } = await judge(network, unseen);
        const trained = await judge(network, seen);
        return {
          milliseconds,
          ...{ recall1, mapAtR, eer },
          trainedRecall1: trained.recall1,
          trainedMapAtR: trained.mapAtR,
          trainedEer: trained.eer,
        };
      },
      evaluateAt: [0, ...JUDGED.map((share) => Math.max(1, Math.round(share * steps)))],
    });
    network.dispose();
    optimizer.dispose();
    return {
      evaluations: evaluations.map((row) => ({ ...setting, seed, ...row })),
      steps: records.filter(({ step }) => step === 1 || step % KEPT === 0)
        .map(({ step, loss, easy, semiHard, hard, active }) => (
          { ...setting, seed, step, loss, easy, semiHard, hard, active }
        )),
    };
  },
};

async function judge(
  network: EmbeddingNetwork,
  { images, labels }: ImageSet,
): Promise<{ recall1: number; mapAtR: number; eer: number }> {
  const embeddings = await embedAll(network, images);
  const { recall, mapAtR } = await retrievalMetrics(embeddings, labels, { dim: DIM, ks: [1] });
  const { eer } = await rocCurve(embeddings, labels, { dim: DIM });
  return { recall1: recall[1], mapAtR, eer };
}

/** What the trainings of the comparison are judged by; the names of the recording's columns. */
export type Judge = Exclude<keyof typeof TABLES.evaluations, "strategy" | "seed" | "step">;

/** What the batches of one strategy held at one step, the mean over the seeds. */
export type MeanStep = Pick<
  RowOf<typeof TABLES.steps>,
  "step" | "loss" | "easy" | "semiHard" | "hard"
>;

/** The recorded trainings of every strategy, ready to be asked. */
export interface Comparison {
  /** What was trained, on what, with which versions. */
  facts: StudyFacts<Setting, typeof CONFIGURATION>;
  /** The strategies, in the order of the articles. */
  strategies: readonly StrategyName[];
  /** The steps after which the networks were judged; 0 is the untrained network. */
  steps: readonly number[];
  /**
   * One number a seed, in the order of the seeds, so that two answers can be subtracted.
   *
   * `values(strategy, judge, step)`; the last step by default.
   */
  values: (strategy: StrategyName, judge: Judge, step?: number) => number[];
  /** What the strategy's batches held on the way. */
  onTheWay: (strategy: StrategyName) => MeanStep[];
}

/**
 * Reads what `deno task record comparison` has recorded: the strategies on the same network, digits
 * and seeds.
 *
 * @param options `folder`: where studies are kept (`data/runs` of this project).
 * @returns Facts, and functions that answer with one number a seed.
 * @throws {RangeError} When there is no such recording, or a table of it was changed.
 *
 * @example The untrained networks are the same for all strategies
 * ```ts
 * import { readComparison } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { values } = await readComparison();
 * assertEquals(values("offline", "recall1", 0), values("circle", "recall1", 0));
 * ```
 */
export async function readComparison(options: { folder?: string } = {}): Promise<Comparison> {
  const { facts, rows: { evaluations, steps: kept } } = await readStudy(comparison, options);
  const steps = inOrder(evaluations);
  return {
    facts,
    strategies: facts.settings.map(({ strategy }) => strategy),
    steps,
    values: (strategy, judge, step = steps[steps.length - 1]) =>
      evaluations.filter((row) => row.strategy === strategy && row.step === step)
        .sort((one, other) => one.seed - other.seed).map((row) => row[judge]),
    onTheWay: (strategy) => {
      const own = kept.filter((row) => row.strategy === strategy);
      return inOrder(own).map((step) => meanOf(step, own.filter((row) => row.step === step)));
    },
  };
}

function meanOf(step: number, rows: readonly RowOf<typeof TABLES.steps>[]): MeanStep {
  const mean = (key: "loss" | "easy" | "semiHard" | "hard") =>
    rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
  return {
    step,
    loss: mean("loss"),
    easy: mean("easy"),
    semiHard: mean("semiHard"),
    hard: mean("hard"),
  };
}

function inOrder(rows: readonly { step: number }[]): number[] {
  return [...new Set(rows.map(({ step }) => step))].sort((one, other) => one - other);
}
