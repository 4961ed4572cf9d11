/**
 * A small recorded training, run as a process of its own so that a test can kill it: arguments are
 * the folder, the run's name and, for a slow one, the milliseconds to wait at each step.
 */
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import {
  embedAll,
  embeddingNetwork,
  pkBatches,
  runTraining,
  type RunTrainingOptions,
} from "#lib/training/mod.ts";
import { recallAtK } from "#lib/evaluation/mod.ts";
import { contrastive, pictures } from "./pictures.ts";

/** The options of the run; every call builds a fresh network and optimizer. */
export function options(folder: string, name: string, wait = 0): RunTrainingOptions {
  const data = pictures(60, 1), unseen = pictures(30, 2);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
  return {
    folder,
    name,
    configuration: { strategy: "contrastive", classes: 3, samples: 4 },
    network,
    data,
    batches: (skip) => pkBatches(data.labels, { classes: 3, samples: 4, seed: 1, skip }),
    loss: contrastive,
    optimizer: tf.train.adam(0.01),
    steps: 60,
    checkpointEvery: 7,
    evaluateEvery: 10,
    evaluate: async (network) => ({
      recall1: await recallAtK(await embedAll(network, unseen.images), unseen.labels, {
        k: 1,
        dim: 3,
      }),
    }),
    onStep: () => wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined,
    warn: (message) => console.log(message),
  };
}

if (process.argv[1]?.endsWith("run_child.ts")) {
  const [folder, name, wait = "0"] = process.argv.slice(2);
  await tf.setBackend("cpu");
  const { resumedAt } = await runTraining(options(folder, name, Number(wait)));
  console.log(`resumed at ${resumedAt}`);
}
