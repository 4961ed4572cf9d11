/**
 * `deno task record-batch-hard`: trains the runs that lesson 4 judges article 4's claims by.
 *
 * @module
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../backend/mod.ts";
import { loadMnist } from "../datasets/mod.ts";
import { retrievalMetrics } from "../evaluation/mod.ts";
import { batchHardTripletLoss, l2Normalize } from "../losses/mod.ts";
import { loadEngine } from "../operators/mod.ts";
import { currentCommit, type RunFacts } from "../training/runs/run_folder.ts";
import { writeStudy } from "../training/runs/write_study.ts";
import {
  embedAll,
  embeddingNetwork,
  openSetEvaluation,
  pkBatches,
  train,
} from "../training/mod.ts";
import type { EmbeddingNetwork } from "../training/mod.ts";
import { options } from "./options.ts";
import { ROOT } from "../workspace/paths.ts";

const HELP =
  `deno task record-batch-hard [--seeds COUNT] [--steps COUNT] [--to FOLDER] [--backend NAME]

Trains what lesson 4 tests article 4's three claims with (margin, normalisation, batch size), and
writes data/runs/batch_hard_claims: run.json, evaluations.parquet, steps.parquet. About ten minutes
on two cores.

  --seeds COUNT   how many seeds each configuration is trained with (5)
  --steps COUNT   how many steps a run of 32 images a batch makes (600)
  --to FOLDER     where the folder of the runs goes (data/runs)
  --backend NAME  what TensorFlow.js computes on: tensorflow, webgpu, wasm, cpu
  --help          this text`;

/** What differs between the runs; everything else is the same in all of them. */
interface Claim {
  /** Of the batch-hard loss. */
  margin: number;
  /** Whether the embeddings are scaled to length 1. */
  normalize: boolean;
  /** K, the images of each of the P = 4 classes of a batch. */
  samples: number;
  /** How many batches are shown. */
  steps: number;
}

const given = options(HELP, { seeds: "5", steps: "600", to: "", backend: "auto" });
const seeds = Array.from({ length: Number(given.seeds) }, (_, i) => i + 1);
const steps = Number(given.steps);
const folder = join(given.to || join(ROOT, "data/runs"), "batch_hard_claims");

const CLASSES = 4;
const HIDDEN = [128];
const DIM = 8;
const RATE = 0.001;
/** One step in so many is kept, and four evaluations of each run. */
const KEPT = 20;
const TRAINED = [0, 1, 2, 3, 4, 5];
const UNSEEN = [6, 7, 8, 9];

/** The middle of all three claims; each study changes one thing of it. */
const middle: Claim = { margin: 0.3, normalize: true, samples: 8, steps };
const claims: Claim[] = [
  // Claim 1, margins inside 0.2 to 0.5 and outside; 2 is as far as two embeddings can be apart.
  ...[0.05, 0.1, 0.2, 0.3, 0.5, 1, 2].map((margin) => ({ ...middle, margin })),
  // Claim 2: without normalisation distances have another scale, so larger margins are tried too.
  ...[0.3, 1, 3].map((margin) => ({ ...middle, normalize: false, margin })),
  // Claim 3, with as many steps, and then with as many images in all.
  ...[2, 4, 16].map((samples) => ({ ...middle, samples })),
  ...[2, 4, 16].map((samples) => ({ ...middle, samples, steps: Math.round(steps * 8 / samples) })),
];

// Taken first: the commit may move on while these train.
const commit = currentCommit();
const backend = await useBackend(given.backend as Parameters<typeof useBackend>[0]);
const data = await loadMnist({ split: "train", classes: TRAINED, count: 12_000 });
const unseen = await loadMnist({ split: "test", classes: UNSEEN, count: 2_000 });
const openSet = openSetEvaluation({ trained: data.labels, unseen });

const evaluations: Record<string, number | boolean>[] = [];
const records: Record<string, number | boolean>[] = [];
const began = performance.now();
let done = 0;
for (const claim of claims) {
  const recalls: number[] = [];
  for (const seed of seeds) recalls.push(await trainOnce(claim, seed));
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const time = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${++done} of ${claims.length}, ${time} s: margin ${claim.margin}, ` +
      `${claim.normalize ? "length 1" : "any length"}, batch ${CLASSES * claim.samples}, ` +
      `${claim.steps} steps: recall@1 ${mean.toFixed(3)}`,
  );
}

const facts: RunFacts = {
  name: "batch_hard_claims",
  configuration: {
    loss: { name: "batchHardTripletLoss", rule: "pytorch", squared: false },
    batches: { kind: "PK", classes: CLASSES },
    network: { kind: "mlp", hidden: HIDDEN, dim: DIM },
    optimizer: { kind: "Adam", learningRate: RATE },
    data: { trained: TRAINED, images: data.count, unseen: UNSEEN, unseenImages: unseen.count },
    claims,
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

/** One training; gives its last recall@1 on the unseen digits. */
async function trainOnce(claim: Claim, seed: number): Promise<number> {
  const { margin, normalize, samples } = claim;
  const network = embeddingNetwork({ hidden: HIDDEN, dim: DIM, normalize, seed });
  const optimizer = tf.train.adam(RATE);
  const run = { ...claim, batch: CLASSES * samples, seed };
  const evaluateEvery = Math.ceil(claim.steps / 3);
  const loop = train({
    network,
    data,
    batches: pkBatches(data.labels, { classes: CLASSES, samples, seed }),
    loss: (x, labels) => batchHardTripletLoss(x, labels, { margin, rule: "pytorch" }),
    optimizer,
    steps: claim.steps,
    margin,
  });
  let measured = await evaluate(network);
  evaluations.push({ ...run, step: 0, ...measured });
  for await (const record of loop) {
    const { step, loss, gradientNorm, active, positive50, negative50 } = record;
    if (step % KEPT === 0) {
      records.push({ ...run, step, loss, gradientNorm, active, positive50, negative50 });
    }
    if (step % evaluateEvery === 0 || step === claim.steps) {
      measured = await evaluate(network);
      evaluations.push({ ...run, step, ...measured });
    }
  }
  network.dispose();
  optimizer.dispose();
  return measured.recall1;
}

/** Open-set recall@1 and MAP@R, and recall@1 with the embeddings scaled to length 1 afterwards. */
async function evaluate(network: EmbeddingNetwork): Promise<Record<string, number>> {
  const { recall1, mapAtR } = await openSet(network);
  if (network.options.normalize) return { recall1, mapAtR, recall1Unit: recall1 };
  const embeddings = await embedAll(network, unseen.images);
  const scaled = tf.tidy(() => l2Normalize(tf.tensor2d(embeddings, [unseen.count, DIM])));
  const unit = await retrievalMetrics(
    await scaled.data() as Float32Array,
    unseen.labels,
    { dim: DIM },
  );
  scaled.dispose();
  return { recall1, mapAtR, recall1Unit: unit.recall[1] };
}
