/**
 * `deno task record-replay`: trains embeddings in the plane and keeps where the points were on the way.
 *
 * @module
 */
import { join, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../backend/mod.ts";
import { loadMnist } from "../datasets/mod.ts";
import { recallAtK } from "../evaluation/mod.ts";
import { loadEngine } from "../operators/mod.ts";
import { embedAll, embeddingNetwork, progressLine, strategy, train } from "../training/mod.ts";
import type { EmbeddingNetwork, StepRecord } from "../training/mod.ts";
import { currentCommit } from "../training/runs/run_folder.ts";
import { writeStudy } from "../training/runs/write_study.ts";
import { options } from "./options.ts";
import { ROOT } from "../workspace/paths.ts";

const HELP = `deno task record-replay [--steps COUNT] [--seed SEED] [--to FOLDER] [--backend NAME]

Trains the same network, whose embedding is a point in the plane, with three strategies, and writes
data/runs/replay: where the same test images were at some 40 steps on the way, with the batches'
shares, losses and distances. The lessons' replay is drawn from it. About a minute on two cores.

  --steps COUNT   how many steps a run makes (600)
  --seed SEED     governs weights and order (7)
  --to FOLDER     where the folder of the runs goes (data/runs)
  --backend NAME  what TensorFlow.js computes on: tensorflow, webgpu, wasm, cpu
  --help          this text`;

const given = options(HELP, { steps: "600", seed: "7", to: "data/runs", backend: "auto" });
const [steps, seed] = [Number(given.steps), Number(given.seed)];
if (!Number.isInteger(steps) || steps < 1 || !Number.isInteger(seed)) {
  console.error(`steps, seed: expected whole numbers, got ${given.steps}, ${given.seed}`);
  Deno.exit(2);
}
const STRATEGIES = ["batch all", "semi-hard", "batch hard"] as const;
const TRAINED = [0, 1, 2, 3, 4, 5];
const UNSEEN = [6, 7, 8, 9];
const [SAMPLES, HIDDEN, MARGIN, RATE] = [10, [256], 1, 0.001];
/** Test images of each digit whose way is kept. */
const SHOWN = 10;

// Taken first: the commit may move on while these train.
const commit = currentCommit();
const backend = await useBackend(given.backend as Parameters<typeof useBackend>[0]);
const data = await loadMnist({ split: "train", classes: TRAINED, count: 12_000 });
const unseen = await loadMnist({ split: "test", classes: UNSEEN, count: 1_000 });
const shown = await firstOfEachDigit(SHOWN);

const evaluations: Record<string, number | string>[] = [];
const records: Record<string, number | string>[] = [];
const points: Record<string, number | string>[] = [];
for (const name of STRATEGIES) await trainOnce(name);

await writeStudy(join(resolve(ROOT, given.to), "replay"), {
  name: "replay",
  configuration: {
    strategies: STRATEGIES,
    shown: [...shown.labels],
    trained: TRAINED,
    unseen: UNSEEN,
    margin: MARGIN,
    samples: SAMPLES,
    network: { kind: "mlp", hidden: HIDDEN, plane: true },
    optimizer: { kind: "Adam", learningRate: RATE },
    data: { images: data.count, unseenImages: unseen.count },
    steps,
  },
  seed,
  machine: {
    backend: backend.backend,
    device: backend.device,
    threads: backend.threads ?? null,
    operators: loadEngine().name,
  },
  versions: { "@tensorflow/tfjs": tf.version.tfjs, ...backend.versions },
  commit,
}, { evaluations, steps: records, points });
console.log(`${given.to}/replay: ${records.length} moments of ${shown.labels.length} images`);

/** Often at first, where most happens: every step, then every fifth, tenth and twentieth. */
function isKept(step: number): boolean {
  return step <= 6 || (step <= 30 && step % 4 === 0) || (step <= 100 && step % 10 === 0) ||
    step % 25 === 0 || step === steps;
}

async function trainOnce(name: (typeof STRATEGIES)[number]): Promise<void> {
  const network = embeddingNetwork({ hidden: HIDDEN, plane: true, seed });
  const optimizer = tf.train.adam(RATE);
  const mining = { network, data, samples: SAMPLES, margin: MARGIN, seed };
  const { batches, loss } = strategy(name, mining);
  const progress = progressLine({ total: steps, label: name, margin: MARGIN });
  const untrained = await look(network);
  const loop = train({ network, data, batches: batches(), loss, optimizer, steps, margin: MARGIN });
  for await (const record of loop) {
    // The first batch is embedded by the untrained network, so its statistics stand for step 0 too.
    if (record.step === 1) keep(name, 0, record, untrained);
    if (isKept(record.step)) keep(name, record.step, record, await look(network));
    await progress.update(record);
  }
  await progress.done();
  network.dispose();
  optimizer.dispose();
}

/** Where the shown images are now, and how well unseen digits are told apart. */
async function look(network: EmbeddingNetwork): Promise<{ places: Float32Array; recall1: number }> {
  const embedded = await embedAll(network, unseen.images);
  return {
    places: await embedAll(network, shown.images),
    recall1: await recallAtK(embedded, unseen.labels, { k: 1, dim: 2 }),
  };
}

function keep(
  strategy: string,
  step: number,
  record: StepRecord,
  { places, recall1 }: { places: Float32Array; recall1: number },
): void {
  const { loss, easy, semiHard, hard, positive50: positive, negative50: negative } = record;
  records.push({ strategy, step, loss, easy, semiHard, hard, positive, negative });
  evaluations.push({ strategy, step, recall1 });
  for (let point = 0; point < shown.labels.length; point++) {
    const [x, y] = [places[2 * point], places[2 * point + 1]];
    points.push({ strategy, step, point, x, y });
  }
}

/** The first test images of each digit: neither trained on nor chosen by anybody. */
async function firstOfEachDigit(
  count: number,
): Promise<{ images: Float32Array; labels: Int32Array }> {
  const { images, labels } = await loadMnist({ split: "test", count: 1_000 });
  const size = images.length / labels.length;
  const chosen = [...TRAINED, ...UNSEEN].flatMap((digit) =>
    [...labels.keys()].filter((row) => labels[row] === digit).slice(0, count)
  );
  const rows = new Float32Array(chosen.length * size);
  chosen.forEach((row, i) => rows.set(images.subarray(row * size, (row + 1) * size), i * size));
  return { images: rows, labels: Int32Array.from(chosen, (row) => labels[row]) };
}
