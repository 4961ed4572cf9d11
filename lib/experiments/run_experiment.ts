import * as tf from "@tensorflow/tfjs";
import type { BackendReport } from "../backend/mod.ts";
import { loadMnist } from "../datasets/mod.ts";
import { checkChoice } from "../checks/mod.ts";
import {
  embeddingNetwork,
  type EmbeddingNetworkOptions,
  openSetEvaluation,
  runTraining,
  type StepRecord,
  strategy,
  type StrategyName,
  type TrainedRun,
} from "../training/mod.ts";

/** The trainings of the lessons that can be run again on another machine. */
export const experimentNames = ["online mining", "batch hard", "CircleLoss"] as const;

/** The name of an experiment. */
export type ExperimentName = (typeof experimentNames)[number];

/** Options of an experiment. */
export interface ExperimentOptions {
  /** What computes, as `useBackend` reports it. */
  machine: BackendReport;
  /** The run's name, which is its folder's too. */
  name: string;
  /** Where runs are kept; `data/runs` by default. */
  folder?: string;
  /** How many steps to make; 600 by default. */
  steps?: number;
  /** Governs weights and order; 7 by default. */
  seed?: number;
  /** Told each step. */
  onStep?: (record: StepRecord) => void | Promise<void>;
}

/** An experiment's run, and how fast it was. */
export interface ExperimentResult {
  /** The run, recorded in its folder. */
  run: TrainedRun;
  /** The median time from one step to the next, in milliseconds; NaN when nothing was computed now. */
  stepMilliseconds: number;
  /** Images a second at that pace. */
  imagesPerSecond: number;
}

/** What an experiment trains, as its lesson has it. */
interface Experiment {
  strategy: StrategyName;
  network: Omit<EmbeddingNetworkOptions, "seed">;
  margin: number;
  gamma?: number;
}

const EXPERIMENTS: Readonly<Record<ExperimentName, Experiment>> = {
  "online mining": { strategy: "batch all", network: { hidden: [256], plane: true }, margin: 1 },
  "batch hard": { strategy: "batch hard", network: { hidden: [256], dim: 32 }, margin: 0.3 },
  "CircleLoss": {
    strategy: "circle",
    network: { hidden: [256], dim: 32 },
    margin: 0.2,
    gamma: 80,
  },
};

/** Steps left out of the timing: kernels are compiled and memory is found in them. */
const WARM_UP = 20;
const CLASSES = 6;
const SAMPLES = 10;

/**
 * A training of the lessons: digits 0 to 5, batches of 6 x 10, judged on the digits 6 to 9. It runs
 * unchanged on any backend.
 *
 * | name | lesson | loss | embedding |
 * |---|---|---|---|
 * | `"online mining"` | 2 | batch all, margin 1 | a point in the plane |
 * | `"batch hard"` | 4 | batch hard, margin 0.3 | 32 numbers, length 1 |
 * | `"CircleLoss"` | 5 | CircleLoss, pooled, gamma 80 | 32 numbers, length 1 |
 *
 * @param experiment Which one.
 * @param options The machine, and where the run goes.
 * @returns The run and its speed.
 * @throws {RangeError} When there is no such experiment.
 */
export async function runExperiment(
  experiment: ExperimentName,
  options: ExperimentOptions,
): Promise<ExperimentResult> {
  checkChoice(experiment, experimentNames, "experiment");
  const { machine, name, folder, steps = 600, seed = 7, onStep } = options;
  const { margin, gamma = 256, ...asked } = EXPERIMENTS[experiment];
  const train = await loadMnist({ split: "train", classes: [0, 1, 2, 3, 4, 5], count: 12_000 });
  const unseen = await loadMnist({ split: "test", classes: [6, 7, 8, 9], count: 1_000 });
  const network = embeddingNetwork({ ...asked.network, seed });
  const times: number[] = [];
  const mining = { network, data: train, classes: CLASSES, samples: SAMPLES, margin, gamma, seed };
  const run = await runTraining({
    name,
    ...(folder ? { folder } : {}),
    configuration: { experiment, strategy: asked.strategy, digits: "0-5" },
    seed,
    machine,
    network,
    data: train,
    ...strategy(asked.strategy, mining),
    margin,
    optimizer: tf.train.adam(0.001),
    steps,
    checkpointEvery: steps,
    evaluate: openSetEvaluation({ trained: train.labels, unseen }),
    evaluateEvery: steps,
    async onStep(record) {
      times.push(performance.now());
      await onStep?.(record);
    },
  });
  network.dispose();
  const gaps = times.slice(1).map((time, i) => time - times[i]).slice(WARM_UP)
    .sort((a, b) => a - b);
  const stepMilliseconds = gaps.length > 0 ? gaps[Math.floor(gaps.length / 2)] : NaN;
  return { run, stepMilliseconds, imagesPerSecond: 1000 * CLASSES * SAMPLES / stepMilliseconds };
}
