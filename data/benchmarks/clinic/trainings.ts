/**
 * Trains what the plan asks of this project: `lib/training` on digits or clusters.
 *
 * `deno run --no-lock -A data/benchmarks/clinic/trainings.ts` reads `.cache/clinic/plan.jsonl` and
 * writes a file a training to `.cache/clinic/raw`; one that is there is not made again.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../lib/backend/mod.ts";
import { loadMnist } from "../../../lib/datasets/mod.ts";
import { type SeededRandom, seededRandom } from "../../../lib/random.ts";
import {
  type Batch,
  embedAll,
  embeddingNetwork,
  strategy,
  type StrategyName,
  train,
} from "../../../lib/training/mod.ts";
import type { Case } from "./plan.ts";

interface Part {
  images: Float32Array;
  labels: Int32Array;
  width: number;
}

const NAMES: Record<string, StrategyName> = {
  "batch-all-nonzero": "batch all",
  "batch-hard": "batch hard",
  "semi-hard": "semi-hard all",
};

/** 24 samples a class to train on, 9 to judge by. */
async function samples(one: Case, random: SeededRandom): Promise<Part[]> {
  const sick = one.with;
  const draw = one.data === "digits" ? await digits(one, random) : clusters(one, random);
  const parts = [24, 9].map((count) => {
    const labels = Int32Array.from(
      { length: one.classes * count },
      (_, i) => Math.floor(i / count),
    );
    const rows = [...labels].map((label) => draw(label));
    rows.forEach((row, i) => {
      if (labels[i] < Number(sick.blankClasses ?? 0)) {
        row.forEach((_, j) => row[j] = Number(sick.blankNoise) * random.normal());
      }
    });
    for (let c = 0; c < Number(sick.splitClasses ?? 0); c++) {
      for (let i = 0; i < count; i += 2) labels[c * count + i] = one.classes + c;
    }
    return { rows, labels };
  });
  const noise = Number(sick.labelNoise ?? 0);
  const { labels } = parts[0];
  labels.forEach((_, i) => {
    if (random.uniform() < noise) labels[i] = random.integer(one.classes);
  });
  if (sick.duplicates) {
    for (const { rows, labels } of parts) {
      rows.forEach((_, i) => {
        if (random.uniform() >= Number(sick.duplicates)) return;
        const own = [...labels.keys()].filter((j) => labels[j] === labels[i]);
        rows[i] = rows[own[random.integer(own.length)]];
      });
    }
  }
  return parts.map(({ rows, labels }) => ({
    images: Float32Array.from(rows.flatMap((row) => [...row])),
    labels,
    width: rows[0].length,
  }));
}

function clusters(one: Case, random: SeededRandom): (label: number) => number[] {
  const normal = () => Array.from({ length: 16 }, () => random.normal());
  const centres = Array.from({ length: one.classes }, normal);
  const spread = 0.3 + 0.3 * random.uniform();
  return (label) => normal().map((v, i) => centres[label][i] + spread * v);
}

/** 14 x 14 pictures: the mean of each 2 x 2 pixels. */
async function digits(one: Case, random: SeededRandom): Promise<(label: number) => number[]> {
  const { images, labels } = await loadMnist({ split: "train", count: 6_000 });
  const chosen = [...random.shuffle(Int32Array.from({ length: 10 }, (_, i) => i))];
  const rows = [...random.shuffle(Int32Array.from(labels.keys()))];
  const left = chosen.slice(0, one.classes).map((d) => rows.filter((row) => labels[row] === d));
  return (label) => {
    const at = 784 * left[label].pop()!;
    return Array.from({ length: 196 }, (_, i) => {
      const from = at + 56 * Math.floor(i / 14) + 2 * (i % 14);
      return (images[from] + images[from + 1] + images[from + 28] + images[from + 29]) / 4;
    });
  };
}

/** Each batch has one sample of each class. */
function* distinct(labels: Int32Array, random: SeededRandom): Generator<Batch> {
  const kinds = [...new Set(labels)];
  while (true) {
    const indices = Int32Array.from(kinds, (kind) => {
      const own = [...labels.keys()].filter((i) => labels[i] === kind);
      return own[random.integer(own.length)];
    });
    yield { epoch: 0, indices };
  }
}

const pack = (numbers: Float32Array) =>
  btoa(Array.from(new Uint8Array(numbers.buffer), (b) => String.fromCharCode(b)).join(""));

async function make(one: Case): Promise<unknown> {
  const { margin, squared, seed, dim, steps } = one;
  const random = seededRandom(seed, 1);
  const [data, judged] = await samples(one, random);
  const network = embeddingNetwork({
    input: [data.width],
    hidden: one.with.bottleneck ? [48, 1] : [48],
    dim,
    normalize: one.normalize,
    seed,
  });
  const optimizer = tf.train.adam(one.rate);
  const shape = { classes: one.perBatch, samples: one.samples };
  const { loss, batches } = strategy(NAMES[one.rule], {
    ...{ network, data, ...shape, margin, squared, seed },
  });
  let last: { labels: Int32Array; embeddings: Float32Array } | undefined;
  const heard = (embeddings: tf.Tensor2D, labels: Int32Array) => {
    last = { labels, embeddings: Float32Array.from(embeddings.dataSync()) };
    return loss(embeddings, labels);
  };
  const shot = (step: number, embeddings: Float32Array, labels: Int32Array, part = "test") => ({
    ...{ step, part, dim, labels: [...labels], embeddings: pack(embeddings) },
  });
  const first = await embedAll(network, judged.images);
  const log: Record<string, number | null>[] = [];
  let value;
  const source = one.with.batches ? distinct(data.labels, random) : batches();
  const options = {
    network,
    data,
    batches: source,
    loss: heard,
    optimizer,
    steps,
    margin,
    squared,
  };
  for await (const record of train(options)) {
    const labels = [...last!.labels];
    const own = (a: number) => labels.filter((l) => l === labels[a]).length;
    const finite = (v: number) => Number.isFinite(v) ? v : null;
    const row = {
      ...{ step: record.step, loss: record.loss, activeShare: record.active },
      positiveDistance: finite(record.positive50),
      negativeDistance: finite(record.negative50),
      ...{ gradientNorm: record.gradientNorm, learningRate: one.rate },
      validTriplets: labels.reduce((sum, _, a) => sum + (own(a) - 1) * (labels.length - own(a)), 0),
    };
    const kept = record.step === 1 || record.step % Math.max(1, Math.floor(steps / 40)) === 0;
    if (kept) log.push(row);
    if (one.with.value && record.step === steps / 10) {
      value = {
        loss: record.loss,
        snapshot: shot(record.step, last!.embeddings, last!.labels, "train"),
      };
    }
    const near = Math.abs(record.loss / margin - 1) < 0.1 &&
      record.meanDistance < Number(one.with.stopNear ?? 0) * margin;
    if (near && record.step > 10) {
      if (!kept) log.push(row);
      break;
    }
  }
  const { step } = log[log.length - 1] as { step: number };
  const end = await embedAll(network, judged.images);
  const half = Math.floor(data.labels.length / 2);
  const seen = await embedAll(network, data.images.slice(0, half * data.width));
  network.dispose();
  optimizer.dispose();
  return {
    log: Object.fromEntries(Object.keys(log[0]).map((name) => [name, log.map((row) => row[name])])),
    first: shot(0, first, judged.labels),
    end: shot(step, end, judged.labels),
    batch: shot(step, last!.embeddings, last!.labels, "train"),
    train: shot(step, seen, data.labels.slice(0, half), "train"),
    value,
  };
}

if (import.meta.main) {
  await useBackend();
  const cases = (await Deno.readTextFile(".cache/clinic/plan.jsonl")).trim().split("\n")
    .map((line) => JSON.parse(line) as Case).filter(({ engine }) => engine === "ours");
  for (const one of cases) {
    const path = `.cache/clinic/raw/${one.id}.json`;
    if (await Deno.stat(path).then(() => true, () => false)) continue;
    const made = await make(one).catch((error) => ({ failed: String(error) }));
    await Deno.writeTextFile(path, JSON.stringify(made));
  }
  console.log(`${cases.length} trainings of this project`);
}
