/** What a training step on WebGPU must do, and how little it may ask of the device for it. */
import * as tf from "@tensorflow/tfjs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { seededRandom } from "#lib/random.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import {
  embeddingNetwork,
  type Loss,
  runTraining,
  type StepRecord,
  strategy,
  type StrategyName,
  train,
} from "#lib/training/mod.ts";
import { type Checks, sayChecks } from "../support/gpu_checks.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../support/node_assert.ts";
import { adamCases } from "./adam_cases.ts";
import { countGpu, type GpuCounts } from "./webgpu_counts.ts";

const random = seededRandom(7);
const labels = Int32Array.from({ length: 96 }, (_, i) => i % 6);
const images = Float32Array.from({ length: 96 * 64 }, () => random.uniform());
const data = { images, labels };
const [B, D] = [48, 12];

interface Way {
  rule?: StrategyName;
  kind?: "mlp" | "conv";
  soft?: boolean;
  steps?: number;
  recordEvery?: number;
}

function way({ rule = "batch all", kind = "mlp", soft = false }: Way) {
  const hidden = kind === "mlp" ? [40] : [4];
  const network = embeddingNetwork({ input: [8, 8], kind, hidden, dim: D, seed: 3 });
  const { batches, loss } = strategy(rule, { network, data, samples: 8, seed: 2 });
  const smooth: Loss = (x, y) => batchAllTripletLoss(x, y, { margin: 0.2, soft: true });
  return { network, data, batches, loss: soft ? smooth : loss, optimizer: tf.train.adam(0.01) };
}

/** The records of some steps, and what the device was asked in each. */
async function trained({ steps = 6, recordEvery = 1, ...how }: Way) {
  const { batches, ...run } = way(how);
  const counter = countGpu();
  const records: StepRecord[] = [], counts: GpuCounts[] = [];
  try {
    for await (const record of train({ ...run, batches: batches(), steps, recordEvery })) {
      records.push(record);
      counts.push(counter.take());
    }
  } finally {
    counter.end();
    run.network.dispose();
    run.optimizer.dispose();
  }
  return { records, counts };
}

/** A step's programs at most, by what is trained: some more than there are. */
const most: [Way, number][] = [
  [{}, 80],
  [{ soft: true }, 80],
  [{ kind: "conv" }, 105],
  [{ rule: "batch hard" }, 130],
  [{ rule: "batch hard soft" }, 160],
  [{ rule: "semi-hard all" }, 82],
  [{ rule: "semi-hard nearest" }, 150],
  [{ rule: "semi-hard random" }, 160],
  [{ rule: "circle pooled" }, 173],
  [{ rule: "circle per anchor" }, 173],
];

const nameOf = ({ rule = "batch all", kind, soft }: Way) =>
  [kind === "conv" && "convolutions,", rule, soft && "(soft)"].filter(Boolean).join(" ");

const stepChecks: Checks = Object.fromEntries(most.map(([how, programs]) => [
  `of ${nameOf(how)} is plain JavaScript's, in ${programs} programs, with one reading`,
  async () => {
    const { records, counts } = await trained(how);
    const step = counts.at(-1)!;
    assert(step.dispatches <= programs, `${step.dispatches} programs`);
    // Loss, length of the gradient, whether the weights are numbers, and the embeddings.
    assertEquals([step.buffers, step.reads, step.readBytes], [0, 1, 4 * (3 + B * D)]);
    // A draw for each pair is worked out here.
    const drawn = how.rule === "semi-hard random" ? 8 * B * B : 0;
    assert(step.uploadedBytes <= 1024 + drawn, `${step.uploadedBytes} bytes go to the device`);
    await tf.setBackend("cpu");
    const plain = await trained(how).finally(() => tf.setBackend("webgpu"));
    records.forEach(({ loss, gradientNorm, meanDistance }, i) => {
      const wanted = plain.records[i];
      // Adam's first steps are signs, so that what one rounding moves grows from step to step.
      const share = i === 0 ? 1e-5 : 1e-2;
      assertAlmostEquals(loss, wanted.loss, share * wanted.loss, `loss ${i}`);
      assertAlmostEquals(gradientNorm, wanted.gradientNorm, share * wanted.gradientNorm);
      assertAlmostEquals(meanDistance, wanted.meanDistance, share);
    });
  },
]));

export const checks: Checks = {
  ...Object.fromEntries(
    Object.entries(adamCases).map(([name, check]) => [`with Adam ${name}`, check]),
  ),
  ...stepChecks,

  "between records reads nothing back, and the records are the same": async () => {
    const every = await trained({ steps: 7 });
    const some = await trained({ steps: 7, recordEvery: 3 });
    assertEquals(some.records, every.records.filter(({ step }) => [3, 6, 7].includes(step)));
    assertEquals(
      some.counts.map(({ reads }) => reads),
      [2, 1, 1],
      "the first sum, and the weights'",
    );
  },

  "names a row and a pixel that are none, from the set that the device holds": async () => {
    const { batches: _, ...run } = way({});
    const from = (...indices: number[]) => [{ epoch: 0, indices: Int32Array.from(indices) }];
    const step = async (indices: number[], given = data) => {
      const batches = from(...indices);
      for await (const _ of train({ ...run, data: given, batches }));
    };
    await assertRejects(() => step([0, 1, 96]), RangeError, "expected rows from 0 to 95, got 96");
    const spoilt = { labels, images: images.slice().fill(NaN, 70, 71) };
    await assertRejects(() => step([0, 6, 1, 7], spoilt), RangeError, "got NaN in image 1");
    run.network.dispose();
  },

  "leaves nothing behind": async () => {
    const before = tf.memory().numTensors;
    await trained({ steps: 2 });
    // Adam's own count of steps is a tensor that its disposal forgets.
    assert(tf.memory().numTensors <= before + 2, `${tf.memory().numTensors - before} tensors`);
  },

  "of a run that was interrupted goes on to the same weights": async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "triplet-lab-webgpu-"));
    const weightsOf = async (name: string, interrupt: boolean) => {
      for (const end of interrupt ? [true, false] : [false]) {
        const stop = new AbortController();
        const run = way({});
        const kept = { name, folder, configuration: {}, steps: 8, checkpointEvery: 2 };
        const onStep = ({ step }: StepRecord) => end && step === 5 ? stop.abort() : undefined;
        await runTraining({ ...run, ...kept, onStep, signal: stop.signal }).catch((error) => {
          if (!end) throw error;
        });
      }
      return readFileSync(path.join(folder, name, "weights.safetensors"));
    };
    try {
      const whole = await weightsOf("whole", false);
      assertEquals(await weightsOf("in-two", true), whole);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  "brings rows to length 1, with a gradient that has a gradient": async () => {
    const network = embeddingNetwork({ input: [4], hidden: [], dim: 4, seed: 1 });
    network.weights["embedding/kernel"].assign(tf.eye(4));
    const twice = () =>
      tf.tidy(() => {
        const f = (x: tf.Tensor) => network.embed(x as tf.Tensor2D).pow(3).sum();
        const x = tf.tensor2d([[1, 2, -3, 4], [0, 0, 0, 0], [0.1, 0, 0.2, 0]]);
        return [f(x), tf.grad(f)(x), tf.grad((x) => tf.grad(f)(x).square().sum())(x)];
      });
    const got = await Promise.all(twice().map((x) => x.data()));
    network.dispose();
    await tf.setBackend("cpu");
    const plain = embeddingNetwork({ input: [4], hidden: [], dim: 4, seed: 1 });
    plain.weights["embedding/kernel"].assign(tf.eye(4));
    const wanted = tf.tidy(() => {
      const lengthOne = (x: tf.Tensor) => x.div(x.square().sum(1, true).sqrt());
      const f = (x: tf.Tensor) => lengthOne(x).pow(3).sum();
      const x = tf.tensor2d([[1, 2, -3, 4], [0.1, 0, 0.2, 0]]);
      return [f(x), tf.grad(f)(x), tf.grad((x) => tf.grad(f)(x).square().sum())(x)]
        .map((y) => y.dataSync());
    });
    plain.dispose();
    await tf.setBackend("webgpu");
    wanted.forEach((numbers, which) => {
      const rest = which === 0 ? got[0] : [...got[which].slice(0, 4), ...got[which].slice(8)];
      numbers.forEach((number, i) =>
        assertAlmostEquals(
          rest[i],
          number,
          (which === 2 ? 2e-4 : 1e-5) * Math.max(1, Math.abs(number)),
          `${which}, ${i}`,
        )
      );
      if (which === 1) assertEquals([...got[which].slice(4, 8)].map((x) => x + 0), [0, 0, 0, 0]);
    });
  },
};

if (import.meta.main) await sayChecks(checks);
