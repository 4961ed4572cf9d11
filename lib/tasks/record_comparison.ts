/**
 * `deno task record-comparison`: trains the runs that the last lesson compares the strategies by.
 *
 * @module
 */
import { join, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../backend/mod.ts";
import { loadMnist } from "../datasets/mod.ts";
import { retrievalMetrics, rocCurve } from "../evaluation/mod.ts";
import { loadEngine } from "../operators/mod.ts";
import {
  embedAll,
  embeddingNetwork,
  openSetEvaluation,
  strategy,
  type StrategyName,
  strategyNames,
  train,
} from "../training/mod.ts";
import type { EmbeddingNetwork } from "../training/mod.ts";
import { currentCommit, type RunFacts } from "../training/runs/run_folder.ts";
import { writeStudy } from "../training/runs/write_study.ts";
import { options } from "./options.ts";
import { ROOT } from "../workspace/paths.ts";

const HELP =
  `deno task record-comparison [--seeds COUNT] [--steps COUNT] [--to FOLDER] [--backend NAME]

Trains the same network on the same digits with every strategy of the five articles, and writes
data/runs/comparison: run.json, evaluations.parquet, steps.parquet. A few minutes on two cores.

  --seeds COUNT   how many seeds each strategy is trained with (5)
  --steps COUNT   how many steps a run makes (600)
  --to FOLDER     where the folder of the runs goes (data/runs)
  --backend NAME  what TensorFlow.js computes on: tensorflow, webgpu, wasm, cpu
  --help          this text`;

const given = options(HELP, { seeds: "5", steps: "600", to: "data/runs", backend: "auto" });
const seeds = Array.from({ length: Number(given.seeds) }, (_, i) => i + 1);
const steps = Number(given.steps);
const folder = join(resolve(ROOT, given.to), "comparison");

const SAMPLES = 8;
const HIDDEN = [128];
const DIM = 8;
const MARGIN = 0.2;
const RATE = 0.001;
/** One step in so many is kept. */
const KEPT = 20;
/** After how many steps the network is judged, beside the untrained one: as shares of the steps. */
const JUDGED = [0.1, 0.5, 1].map((share) => Math.round(share * steps));
const TRAINED = [0, 1, 2, 3, 4, 5];
const UNSEEN = [6, 7, 8, 9];

// Taken first: the commit may move on while these train.
const commit = currentCommit();
const backend = await useBackend(given.backend as Parameters<typeof useBackend>[0]);
const data = await loadMnist({ split: "train", classes: TRAINED, count: 6_000 });
// Both judged on test images; the trained digits only to show what judging on them would have said.
const unseen = await loadMnist({ split: "test", classes: UNSEEN, count: 1_000 });
const seen = await loadMnist({ split: "test", classes: TRAINED, count: 1_000 });
// Refuses to go on when a class is both trained and called unseen.
openSetEvaluation({ trained: data.labels, unseen });

const evaluations: Record<string, number | string>[] = [];
const records: Record<string, number | string>[] = [];
for (const seed of seeds) {
  // In turns, so that a busy minute of the machine slows no single strategy.
  for (const name of strategyNames) {
    const measured = await trainOnce(name, seed);
    console.log(
      `seed ${seed}, ${name}: recall@1 ${measured.recall1.toFixed(3)}, ` +
        `MAP@R ${measured.mapAtR.toFixed(3)}, EER ${measured.eer.toFixed(3)}`,
    );
  }
}

const facts: RunFacts = {
  name: "comparison",
  configuration: {
    strategies: strategyNames,
    options: { samples: SAMPLES, margin: MARGIN },
    network: { kind: "mlp", hidden: HIDDEN, dim: DIM, normalize: true },
    optimizer: { kind: "Adam", learningRate: RATE },
    data: {
      trained: TRAINED,
      images: data.count,
      unseen: UNSEEN,
      unseenImages: unseen.count,
      trainedTestImages: seen.count,
    },
    steps,
    seeds,
  },
  seed: seeds[0],
  machine: {
    backend: backend.backend,
    device: backend.device,
    threads: backend.threads ?? null,
    operators: loadEngine().name,
  },
  versions: { "@tensorflow/tfjs": tf.version.tfjs, ...backend.versions },
  commit,
};
await writeStudy(folder, facts, { evaluations, steps: records });
console.log(`${folder}: ${evaluations.length} evaluations, ${records.length} steps`);

/** One training; the untrained network is measured first, then the trained one as it goes. */
async function trainOnce(name: StrategyName, seed: number): Promise<Measured> {
  const network = embeddingNetwork({ hidden: HIDDEN, dim: DIM, normalize: true, seed });
  const optimizer = tf.train.adam(RATE);
  const { batches, loss } = strategy(name, {
    network,
    data,
    samples: SAMPLES,
    margin: MARGIN,
    seed,
  });
  const run = { strategy: name, seed };
  let measured = await measure(network);
  evaluations.push({ ...run, step: 0, milliseconds: 0, ...measured });
  let spent = 0;
  let since = performance.now();
  const loop = train({ network, data, batches: batches(), loss, optimizer, steps, margin: MARGIN });
  for await (const record of loop) {
    spent += performance.now() - since;
    const { step, loss, easy, semiHard, hard, active } = record;
    if (step === 1 || step % KEPT === 0) {
      records.push({ ...run, step, loss, easy, semiHard, hard, active });
    }
    if (JUDGED.includes(step)) {
      measured = await measure(network);
      // The mean, not the median: offline mining takes its time once an epoch.
      evaluations.push({ ...run, step, milliseconds: spent / step, ...measured });
    }
    since = performance.now();
  }
  network.dispose();
  optimizer.dispose();
  return measured;
}

/** What is compared: on digits that were never trained on, and on test images of the trained ones. */
interface Measured extends Record<string, number> {
  recall1: number;
  mapAtR: number;
  eer: number;
  trainedRecall1: number;
  trainedMapAtR: number;
  trainedEer: number;
}

async function measure(network: EmbeddingNetwork): Promise<Measured> {
  const { recall1, mapAtR, eer } = await judge(network, unseen);
  const trained = await judge(network, seen);
  return {
    recall1,
    mapAtR,
    eer,
    trainedRecall1: trained.recall1,
    trainedMapAtR: trained.mapAtR,
    trainedEer: trained.eer,
  };
}

async function judge(
  network: EmbeddingNetwork,
  { images, labels }: { images: Float32Array; labels: Int32Array },
): Promise<{ recall1: number; mapAtR: number; eer: number }> {
  const embeddings = await embedAll(network, images);
  const { recall, mapAtR } = await retrievalMetrics(embeddings, labels, { dim: DIM, ks: [1] });
  const { eer } = await rocCurve(embeddings, labels, { dim: DIM });
  return { recall1: recall[1], mapAtR, eer };
}
