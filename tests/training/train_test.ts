import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import {
  embedAll,
  embeddingNetwork,
  type Loss,
  pkBatches,
  progressLine,
  type StepRecord,
  train,
} from "#lib/training/mod.ts";
import { batchAllTripletLoss, batchHardTripletLoss } from "#lib/losses/mod.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { contrastive, pictures } from "./pictures.ts";

async function run(
  options: { seed: number; steps: number; rate?: number; loss?: Loss; recordEvery?: number },
) {
  const data = pictures(60, 1);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: options.seed });
  const batches = pkBatches(data.labels, { classes: 3, samples: 4, seed: options.seed });
  const optimizer = tf.train.adam(options.rate ?? 0.01);
  const records: StepRecord[] = [];
  const { loss = contrastive, steps, recordEvery } = options;
  const how = { batches, loss, optimizer, steps, recordEvery, margin: 0.5 };
  for await (const step of train({ network, data, ...how })) records.push(step);
  return { network, records, data };
}

Deno.test("train() lowers a loss, and its records tell how", async () => {
  await tf.setBackend("cpu");
  const { network, records, data } = await run({ seed: 1, steps: 60 });
  assertEquals(records.map((record) => record.step), Array.from({ length: 60 }, (_, i) => i + 1));
  assertEquals(records[4].epoch, 0);
  assertEquals(records[5].epoch, 1); // 60 pictures in batches of 12
  assert(records[59].loss < 0.3 * records[0].loss, `${records[0].loss} -> ${records[59].loss}`);
  assert(records[59].active < records[0].active);
  assert(records[59].negative50 > records[59].positive50);
  for (const record of records) {
    assertAlmostEquals(record.easy + record.semiHard + record.hard, 1, 1e-12);
    assertAlmostEquals(record.active, record.semiHard + record.hard, 1e-12);
  }
  const embeddings = await embedAll(network, data.images, { batch: 7 });
  assertEquals(embeddings, await embedAll(network, data.images));
  network.dispose();
});

Deno.test("train() refuses an optimizer that has trained another network, before a step", async () => {
  await tf.setBackend("cpu");
  const data = pictures(60, 1);
  const trained = async (hidden: number[], optimizer: tf.Optimizer) => {
    const network = embeddingNetwork({ input: [4, 4], hidden, dim: 3, seed: 1 });
    const batches = pkBatches(data.labels, { classes: 3, samples: 4, seed: 1 });
    const how = { batches, loss: contrastive, optimizer, steps: 2 };
    for await (const _ of train({ network, data, ...how }));
  };
  const state = async (optimizer: tf.Optimizer) =>
    (await optimizer.getWeights()).map(({ tensor }) => Array.from(tensor.dataSync()));
  for (const make of [() => tf.train.adam(0.1), () => tf.train.momentum(0.1, 0.9)]) {
    const optimizer = make();
    for (let again = 0; again < 2; again++) await trained([8], optimizer);
    const kept = await state(optimizer);
    for (const hidden of [[5], [8, 8], []]) {
      const told = "optimizer: expected a new one, got one that has trained another";
      await assertRejects(() => trained(hidden, optimizer), RangeError, told);
      assertEquals(await state(optimizer), kept);
    }
  }
});

Deno.test("train() gives the same records and weights for the same seed, others for another", async () => {
  await tf.setBackend("cpu");
  const weights = async (network: { weights: Record<string, tf.Variable> }) =>
    await Promise.all(Object.values(network.weights).map((weight) => weight.data()));
  const [one, two, three] = [
    await run({ seed: 1, steps: 9 }),
    await run({ seed: 1, steps: 9 }),
    await run({ seed: 2, steps: 9 }),
  ];
  assertEquals(one.records, two.records);
  assertEquals(await weights(one.network), await weights(two.network));
  assert(one.records[0].loss !== three.records[0].loss);
});

Deno.test("train() frees every tensor it makes, also when the caller breaks off", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
  const optimizer = tf.train.sgd(0.01);
  const counts: number[] = [];
  const options = { network, data, loss: contrastive, optimizer, steps: 50 };
  const batches = () => pkBatches(data.labels, { classes: 3, samples: 2, seed: 1 });
  const before = tf.memory().numTensors;
  for await (const _ of train({ ...options, batches: batches() })) {
    counts.push(tf.memory().numTensors);
  }
  assertEquals(new Set(counts).size, 1, String(counts));
  for await (const _ of train({ ...options, batches: batches() })) break;
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("train() refuses a learning rate that diverges and keeps the last good weights", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  const network = embeddingNetwork({ input: [4, 4], dim: 3, normalize: false, seed: 1 });
  const optimizer = tf.train.sgd(1e20);
  // Not even the first step is recorded of those that wait for the twentieth.
  for (const recordEvery of [1, 20]) {
    const batches = pkBatches(data.labels, { classes: 3, samples: 4, seed: 1 });
    const run = { network, data, batches, loss: contrastive, optimizer, steps: 50, recordEvery };
    await assertRejects(
      async () => {
        for await (const _ of train(run));
      },
      RangeError,
      "a learning rate ten times smaller usually helps",
    );
    for (const weight of Object.values(network.weights)) {
      assert((await weight.data()).every(Number.isFinite));
    }
  }
});

Deno.test("train() records every so many steps, and the last, as it does each", async () => {
  await tf.setBackend("cpu");
  const [each, some] = [
    await run({ seed: 1, steps: 11 }),
    await run({ seed: 1, steps: 11, recordEvery: 4 }),
  ];
  assertEquals(some.records, each.records.filter(({ step }) => [4, 8, 11].includes(step)));
});

Deno.test("train() gives, for a seed, the records written down here under every runtime", async () => {
  await tf.setBackend("cpu");
  const { records } = await run({ seed: 1, steps: 12 });
  const text = JSON.stringify(records);
  // The cpu backend computes in JavaScript's own arithmetic, which the language fixes to the bit.
  assertEquals(
    createHash("sha256").update(text).digest("hex"),
    "3ec6b49e82f8fd5e9092045fc1657a9a81e911a515b3d6b5be8b74b01d09ab30",
  );
});

Deno.test("train() that collapses says so in the progress line, and what usually helps", async () => {
  await tf.setBackend("cpu");
  const data = pictures(60, 1, 1);
  const network = embeddingNetwork({
    input: [4, 4],
    hidden: [8],
    dim: 3,
    normalize: false,
    seed: 1,
  });
  const batches = pkBatches(data.labels, { classes: 3, samples: 8, seed: 1 });
  const loss: Loss = (x, labels) =>
    batchHardTripletLoss(x, labels, { margin: 0.2, rule: "valid" }).loss;
  const lines: string[] = [];
  const output = { interval: 0, show: (line: string) => void lines.push(line) };
  const progress = progressLine({ total: 150, output, margin: 0.2 });
  const optimizer = tf.train.adam(0.05);
  let last: StepRecord | undefined;
  for await (const step of train({ network, data, batches, loss, optimizer, steps: 150 })) {
    await progress.update(step);
    last = step;
  }
  assert(last!.meanDistance < 0.02, `mean distance ${last!.meanDistance}`);
  assertMatch(lines.at(-1)!, /nearly one point: .*the margin is 0\.2.*what helps: .*learning rate/);
  assert(!lines[0].includes("nearly one point"));
});

Deno.test("train() tells divergence also where a loss of lib/losses refuses the embeddings", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  for (const rate of [1e20, 1e35]) {
    const network = embeddingNetwork({ input: [4, 4], dim: 3, normalize: false, seed: 1 });
    const batches = pkBatches(data.labels, { classes: 3, samples: 4, seed: 1 });
    const loss: Loss = (x, labels) => batchAllTripletLoss(x, labels, { margin: 0.2 });
    const options = { network, data, batches, loss, optimizer: tf.train.sgd(rate), steps: 9 };
    const error = await assertRejects(
      async () => {
        for await (const _ of train(options));
      },
      RangeError,
      "got divergence at step 2 (the network's embeddings reach",
    );
    assertStringIncludes(error.message, "a learning rate ten times smaller usually helps");
    for (const weight of Object.values(network.weights)) {
      assert((await weight.data()).every((value) => Math.abs(value) < 10));
    }
  }
});

Deno.test("train() names what it cannot take, before the first step", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
  const batches = [{ epoch: 0, indices: Int32Array.of(0, 1, 2, 3, 4, 5) }];
  const good = { network, data, batches, loss: contrastive, optimizer: tf.train.sgd(0.01) };
  const refused = async (change: object, text: string, kind: typeof RangeError = RangeError) => {
    await assertRejects(
      async () => {
        for await (const _ of train({ ...good, ...change }));
      },
      kind,
      text,
    );
  };
  await refused(
    { data: { ...data, labels: data.labels.slice(1) } },
    "data: expected 23 images of 16",
  );
  await refused({ steps: 0 }, "steps: expected an integer of at least 1, got 0");
  await refused({ margin: -1 }, "margin");
  await refused({ recordEvery: 0.5 }, "recordEvery: expected an integer of at least 1, got 0.5");
  await refused(
    { batches: [{ epoch: 0, indices: Int32Array.of(24) }] },
    "batches: expected rows from 0 to 23",
  );
  for (const [row, got] of [[0.5, "0.5"], [1n, "1n"], [Symbol("s"), "Symbol(s)"]]) {
    const batches = [{ epoch: 0, indices: [row] as never }];
    await refused({ batches }, `batches: expected rows from 0 to 23, got ${got as string}`);
  }
  const images = Float32Array.from(data.images);
  images[16 * 4] = NaN;
  await refused({ data: { ...data, images } }, "data: expected finite pixels, got NaN in image 4");
  for (
    const [result, got] of [
      [() => tf.tensor1d([1, 2]), "a tensor of shape [2] and type float32"],
      [() => 1, "1"],
      [() => undefined, "undefined"],
      [() => Promise.resolve(tf.scalar(1)), "a promise, which is to be awaited"],
    ] as const
  ) {
    await refused(
      { loss: result },
      `loss: expected a scalar tensor or { loss }, got ${got}`,
      TypeError,
    );
  }
  await refused({ network: { ...network, weights: {} } }, "network: expected a trainable weight");
  network.weights["hidden1/bias"].assign(tf.fill([8], NaN));
  await refused({}, "network: expected finite weights, got NaN");
});

Deno.test("train() asks for no more batches than it makes steps", async () => {
  await tf.setBackend("cpu");
  const data = pictures(24, 1);
  const network = embeddingNetwork({ input: [4, 4], hidden: [8], dim: 3, seed: 1 });
  let asked = 0;
  function* batches() {
    for (const batch of pkBatches(data.labels, { classes: 3, samples: 4, seed: 1 })) {
      asked++;
      yield batch;
    }
  }
  const optimizer = tf.train.sgd(0.01);
  const options = { network, data, loss: contrastive, optimizer, steps: 3 };
  for await (const _ of train({ ...options, batches: batches() }));
  assertEquals(asked, 3);
});
