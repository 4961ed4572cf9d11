import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../datasets/mod.ts";
import { retrievalMetrics } from "../../evaluation/mod.ts";
import { batchHardTripletLoss, l2Normalize } from "../../losses/mod.ts";
import {
  embedAll,
  type EmbeddingNetwork,
  embeddingNetwork,
  openSetEvaluation,
  pkBatches,
} from "../../training/mod.ts";
import { readStudy, type StudyFacts } from "../read_study.ts";
import type { Contrast, Study } from "../study.ts";
import type { RowOf } from "../table.ts";
import { loadDigits, SPLIT } from "./digits.ts";

const CLASSES = 4;
const DIM = 8;
const RATE = 0.001;
const DATA = { images: 12_000, unseenImages: 2_000 };
/** One step in so many is kept, and four evaluations of each run. */
const KEPT = 20;

const CONFIGURATION = {
  loss: { name: "batchHardTripletLoss", rule: "pytorch", squared: false },
  batches: { kind: "PK", classes: CLASSES },
  network: { kind: "mlp", hidden: [128], dim: DIM },
  optimizer: { kind: "Adam", learningRate: RATE },
};

const SETTING = {
  margin: "number",
  normalize: "flag",
  samples: "whole",
  steps: "whole",
} as const;
const RUN = { ...SETTING, batch: "whole", seed: "whole", step: "whole" } as const;
const TABLES = {
  evaluations: { ...RUN, recall1: "number", mapAtR: "number", recall1Unit: "number" },
  steps: {
    ...RUN,
    loss: "number",
    gradientNorm: "number",
    active: "number",
    positive50: "number",
    negative50: "number",
  },
} as const;

/** What differs between the trainings: `samples` is K, the images of each of the P = 4 classes. */
type Setting = RowOf<typeof SETTING>;

/** The middle of all three claims, of which each question changes one thing. */
const middleOf = (steps: number): Setting => ({ margin: 0.3, normalize: true, samples: 8, steps });

/** A size of batch that is shown as many images in all as the middle's. */
const asManyImages = (samples: number, steps: number) => ({
  samples,
  steps: Math.max(1, Math.round(steps * 8 / samples)),
});

function settings(steps: number): Setting[] {
  const middle = middleOf(steps);
  return [
    // Claim 1, margins inside 0.2 to 0.5 and outside; 2 is as far as two embeddings can be apart.
    ...[0.05, 0.1, 0.2, 0.3, 0.5, 1, 2].map((margin) => ({ ...middle, margin })),
    // Claim 2: without normalisation distances have another scale, so larger margins are tried too.
    ...[0.3, 1, 3].map((margin) => ({ ...middle, normalize: false, margin })),
    // Claim 3, with as many steps, and then with as many images in all.
    ...[2, 4, 16].map((samples) => ({ ...middle, samples })),
    ...[2, 4, 16].map((samples) => ({ ...middle, ...asManyImages(samples, steps) })),
  ];
}

function contrasts(steps: number): Contrast<RowOf<typeof TABLES.evaluations>>[] {
  const last = (changed: Partial<Setting>) => {
    const setting = { ...middleOf(steps), ...changed };
    return { ...setting, step: setting.steps };
  };
  const ask = (question: string, one: Partial<Setting>, other: Partial<Setting>) => (
    { question, one: last(one), other: last(other), judge: "recall1" } as const
  );
  return [
    ...[0.2, 0.3, 0.5].flatMap((inside) =>
      [0.05, 0.1, 1, 2].map((margin) =>
        ask("margins of 0.2 to 0.5 are better than others", { margin: inside }, { margin })
      )
    ),
    ...[0.3, 1, 3].map((margin) =>
      ask("embeddings of length 1 are better", {}, { normalize: false, margin })
    ),
    ...[4, 8, 16].map((samples) =>
      ask("batches of 16 or more are better, as many steps", { samples }, { samples: 2 })
    ),
    ...[4, 8, 16].map((samples) =>
      ask(
        "batches of 16 or more are better, as many images",
        asManyImages(samples, steps),
        asManyImages(2, steps),
      )
    ),
  ];
}

/** Article 4's claims on margin, normalisation and size of batch: lesson 4. */
export const batchHardClaims: Study<
  Setting,
  typeof TABLES,
  typeof CONFIGURATION,
  { data: ImageSet; unseen: ImageSet }
> = {
  name: "batch_hard_claims",
  about: "batch hard by margin, normalisation and size of batch (lesson 4); about 10 minutes",
  file: import.meta.url,
  steps: 600,
  seeds: [1, 2, 3, 4, 5],
  configuration: CONFIGURATION,
  data: DATA,
  tables: TABLES,
  contrasts,
  splits: () => [SPLIT],
  settings,
  prepare: (split) => loadDigits(split, DATA),
  async train({ setting, seed }, { data, unseen }, run) {
    const { margin, normalize, samples, steps } = setting;
    const network = embeddingNetwork({ hidden: [128], dim: DIM, normalize, seed });
    const optimizer = tf.train.adam(RATE);
    const openSet = openSetEvaluation({ trained: data.labels, unseen });
    const third = Math.ceil(steps / 3);
    const { evaluations, steps: records } = await run({
      network,
      data,
      batches: (skip) => pkBatches(data.labels, { classes: CLASSES, samples, seed, skip }),
      loss: (embeddings, labels) =>
        batchHardTripletLoss(embeddings, labels, { margin, rule: "pytorch" }),
      margin,
      optimizer,
      steps,
      evaluate: async (network) => {
        const { recall1, mapAtR } = await openSet(network);
        const recall1Unit = normalize ? recall1 : await recallOfUnit(network, unseen);
        return { recall1, mapAtR, recall1Unit };
      },
      evaluateAt: [0, third, 2 * third, steps].filter((step) => step <= steps),
    });
    network.dispose();
    optimizer.dispose();
    const own = { ...setting, batch: CLASSES * samples, seed };
    return {
      evaluations: evaluations.map((row) => ({ ...own, ...row })),
      steps: records.filter(({ step }) => step % KEPT === 0 || step === steps)
        .map(({ step, loss, gradientNorm, active, positive50, negative50 }) => (
          { ...own, step, loss, gradientNorm, active, positive50, negative50 }
        )),
    };
  },
};

/** Recall@1 with the embeddings scaled to length 1 after the training. */
async function recallOfUnit(network: EmbeddingNetwork, unseen: ImageSet): Promise<number> {
  const embeddings = await embedAll(network, unseen.images);
  const scaled = tf.tidy(() => l2Normalize(tf.tensor2d(embeddings, [unseen.count, DIM])));
  const unit = Float32Array.from(await scaled.data());
  scaled.dispose();
  return (await retrievalMetrics(unit, unseen.labels, { dim: DIM, ks: [1] })).recall[1];
}

/**
 * What differs between the recorded trainings: the margin, whether embeddings are scaled to length 1,
 * the images of a batch (4 classes of `batch / 4`), and how many batches are shown.
 */
export type ClaimSetting = Pick<
  RowOf<typeof TABLES.steps>,
  "margin" | "normalize" | "batch" | "steps"
>;

/** The recorded trainings behind article 4's claims, ready to be asked. */
export interface BatchHardClaims {
  /** What was trained, on what, with which versions. */
  facts: StudyFacts<Setting, typeof CONFIGURATION>;
  /** How many trainings there are. */
  count: number;
  /** The setting in the middle, of which each study changes one thing. */
  middle: Readonly<ClaimSetting>;
  /**
   * One number a seed, in the order of the seeds, so that two answers can be subtracted.
   *
   * `values(changed, judge)`: the middle with some of it changed, at the end of the training; judged
   * by recall@1 by default.
   */
  values: (changed: Partial<ClaimSetting>, judge?: "recall1" | "mapAtR") => number[];
  /** Recall@1 of the middle's networks before any training, one number a seed. */
  untrained: number[];
  /** The median distance to the negatives on the way, `[step, mean over the seeds]`, in the middle's batches. */
  negatives: (margin: number) => [step: number, distance: number][];
  /** The smallest share of active triplets at any kept step with this margin, in the middle's batches. */
  leastActive: (margin: number) => number;
}

/**
 * Reads what `deno task record batch_hard_claims` has recorded: trainings with several margins, with
 * and without normalisation, and with several sizes of batch, each with the same seeds.
 *
 * @param options `folder`: where studies are kept (`data/runs` of this project).
 * @returns Facts, and functions that answer with one number a seed.
 * @throws {RangeError} When there is no such recording; from `values`, when it has no such setting.
 *
 * @example
 * ```ts
 * import { readBatchHardClaims } from "#lib/experiments/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { middle, values } = await readBatchHardClaims();
 * assertEquals(values({ margin: 0.3 }), values(middle));
 * assertEquals(values({ margin: 2 }, "mapAtR").length, 5);
 * ```
 */
export async function readBatchHardClaims(
  options: { folder?: string } = {},
): Promise<BatchHardClaims> {
  const { facts, rows: { evaluations, steps: kept } } = await readStudy(batchHardClaims, options);
  const { samples, ...rest } = middleOf(facts.steps);
  const middle: ClaimSetting = { ...rest, batch: CLASSES * samples };
  const find = <Row extends ClaimSetting & { seed: number }>(
    rows: readonly Row[],
    changed: Partial<ClaimSetting>,
  ) => {
    const wanted = Object.entries({ ...middle, ...changed }) as [keyof ClaimSetting, unknown][];
    const found = rows.filter((row) => wanted.every(([key, value]) => row[key] === value));
    if (found.length > 0) return found.sort((one, other) => one.seed - other.seed);
    throw new RangeError(
      `changed: expected a setting that was recorded, got ${
        wanted.map(([key, value]) => `${key} ${value}`).join(", ")
      }`,
    );
  };
  return {
    facts,
    count: facts.settings.length * facts.seeds.length,
    middle,
    values: (changed, judge = "recall1") =>
      find(evaluations, changed).filter(({ step, steps }) => step === steps)
        .map((row) => row[judge]),
    untrained: find(evaluations, {}).filter(({ step }) => step === 0)
      .map(({ recall1 }) => recall1),
    negatives: (margin) => {
      const rows = find(kept, { margin });
      return [...new Set(rows.map(({ step }) => step))].sort((a, b) => a - b).map((step) => {
        const there = rows.filter((row) => row.step === step);
        return [step, there.reduce((sum, row) => sum + row.negative50, 0) / there.length];
      });
    },
    leastActive: (margin) => Math.min(...find(kept, { margin }).map(({ active }) => active)),
  };
}
