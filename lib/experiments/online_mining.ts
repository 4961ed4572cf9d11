import * as tf from "@tensorflow/tfjs";
import type { BackendReport } from "../backend.ts";
import { loadMnist } from "../datasets/mod.ts";
import { batchAllTripletLoss } from "../losses/mod.ts";
import {
  embeddingNetwork,
  openSetEvaluation,
  pkBatches,
  runTraining,
  type StepRecord,
  type TrainedRun,
} from "../training/mod.ts";

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

/** Steps left out of the timing: kernels are compiled and memory is found in them. */
const WARM_UP = 20;
const CLASSES = 6;
const SAMPLES = 10;

/**
 * The training of the lesson on online mining: digits 0 to 5, batches of 6 x 10, batch all with
 * margin 1, an embedding of two numbers; judged on the digits 6 to 9. It runs unchanged on any backend.
 *
 * @param options The machine, and where the run goes.
 * @returns The run and its speed.
 */
export async function onlineMining(options: ExperimentOptions): Promise<ExperimentResult> {
  const { machine, name, folder, steps = 600, seed = 7, onStep } = options;
  const train = await loadMnist({ split: "train", classes: [0, 1, 2, 3, 4, 5], count: 12_000 });
  const unseen = await loadMnist({ split: "test", classes: [6, 7, 8, 9], count: 1_000 });
  const network = embeddingNetwork({ hidden: [256], plane: true, seed });
  const times: number[] = [];
  const run = await runTraining({
    name,
    ...(folder ? { folder } : {}),
    configuration: { experiment: "online mining", strategy: "batch all", digits: "0-5" },
    seed,
    machine,
    network,
    data: train,
    batches: (skip) => pkBatches(train.labels, { classes: CLASSES, samples: SAMPLES, seed, skip }),
    loss: (labels, embeddings) => batchAllTripletLoss(labels, embeddings, { margin: 1 }),
    margin: 1,
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
