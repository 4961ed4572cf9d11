/** What `library_test.ts` bundles into a page: the library as somebody's own page would use it. */
import * as tf from "@tensorflow/tfjs";
import * as backend from "#lib/backend/mod.ts";
import * as charts from "#lib/charts/mod.ts";
import * as datasets from "#lib/datasets/mod.ts";
import * as evaluation from "#lib/evaluation/mod.ts";
import * as losses from "#lib/losses/mod.ts";
import * as mining from "#lib/mining/mod.ts";
import * as operators from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import * as reference from "#lib/reference/mod.ts";
import * as training from "#lib/training/mod.ts";

const margin = 0.5;

/** The same batch in all three layers, and by each engine that this browser has. */
async function layers() {
  const { points, labels } = datasets.toyBatch();
  const flat = Float32Array.from(points.flat());
  const engines = operators.availableEngines();
  return {
    loop: reference.batchAllTripletLoss(points, labels, { margin }),
    tensors:
      (await losses.batchAllTripletLoss(tf.tensor2d(points), labels, { margin }).loss.data())[0],
    engines: [...engines],
    missing: engines.missing,
    fused: Object.fromEntries(engines.map((engine) => {
      const options = { dim: 2, margin, gradient: true, engine };
      const { loss, counts, gradient } = operators.batchAll(flat, Int32Array.from(labels), options);
      return [engine, { loss, counts, gradient: [...gradient!] }];
    })),
    statistics: mining.tripletStatistics(flat, labels, { dim: 2, margin }),
  };
}

/** A short training, judged and drawn. */
async function trained() {
  const random = seededRandom(1);
  const labels = Int32Array.from({ length: 64 }, (_, i) => i % 4);
  const images = Float32Array.from(
    { length: 64 * 16 },
    (_, i) => random.normal() / 2 + (i % 4 === labels[i >> 4] ? 1 : 0),
  );
  const network = training.embeddingNetwork({ input: [4, 4], hidden: [16], dim: 4, seed: 1 });
  const records = [];
  const loop = training.train({
    network,
    data: { images, labels },
    batches: training.pkBatches(labels, { classes: 4, samples: 8, seed: 1 }),
    loss: (embeddings, labels) => losses.batchAllTripletLoss(embeddings, labels, { margin }),
    optimizer: tf.train.adam(0.01),
    steps: 30,
  });
  for await (const record of loop) records.push(record);
  const embeddings = await training.embedAll(network, images);
  return {
    losses: records.map(({ loss }) => loss),
    recall: await evaluation.recallAtK(embeddings, labels, { k: 1, dim: 4 }),
    svg: charts.lossCurve(records, { margin }).toSvg(),
  };
}

/** What a browser cannot do, asked for all the same. */
async function refused() {
  const told = (error: unknown) => (error as Error).message;
  return {
    mnist: await datasets.loadMnist().then(() => "", told),
    parquet: await evaluation.loadEmbeddings("embeddings.parquet").then(() => "", told),
    tensorflow: await backend.useBackend("tensorflow").then(() => "", told),
    auto: String(await backend.useBackend()),
  };
}

Object.assign(globalThis, {
  library: async () => {
    const report = await backend.useBackend("cpu");
    return { backend: report.backend, ...await layers(), trained: await trained() };
  },
  refused,
});
