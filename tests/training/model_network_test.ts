import * as tf from "@tensorflow/tfjs";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { seededRandom } from "#lib/random.ts";
import {
  embedAll,
  type EmbeddingNetwork,
  modelNetwork,
  pkBatches,
  train,
} from "#lib/training/mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";

/** Two classes of 4 x 4 images in two colours, told apart by which colour is the stronger. */
function twoColours() {
  const random = seededRandom(3);
  const labels = Int32Array.from({ length: 16 }, (_, i) => i % 2);
  const images = Float32Array.from(
    { length: 16 * 32 },
    (_, i) => random.uniform() + (i % 2 === labels[Math.floor(i / 32)] ? 1 : 0),
  );
  return { images, labels };
}

async function lossesOf(network: EmbeddingNetwork): Promise<number[]> {
  const data = twoColours();
  const batches = pkBatches(data.labels, { classes: 2, samples: 4, seed: 1 });
  const losses = [];
  const loop = train({
    network,
    data,
    batches,
    loss: (embeddings, labels) => batchAllTripletLoss(embeddings, labels, { margin: 0.5 }),
    optimizer: tf.train.sgd(0.2),
    steps: 15,
  });
  for await (const { loss } of loop) losses.push(loss);
  return losses;
}

Deno.test("modelNetwork() trains a model of layers, and leaves what is frozen as it was", async () => {
  await tf.setBackend("cpu");
  const model = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  const conv = tf.layers.conv2d({
    ...{ inputShape: [4, 4, 2], filters: 3, kernelSize: 3, kernelInitializer },
    trainable: false,
  });
  model.add(conv);
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 4, kernelInitializer }));
  const network = modelNetwork(model);
  const name = Object.keys(network.weights).find((name) => /^conv.*kernel$/.test(name))!;
  const frozen = (await network.weights[name].data()).slice();
  const losses = await lossesOf(network);
  assert(losses.at(-1)! < 0.7 * losses[0], losses.join(" "));
  assertEquals(await network.weights[name].data(), frozen);
  model.dispose();
});

Deno.test("modelNetwork() drops out in a training only", async () => {
  await tf.setBackend("cpu");
  const model = tf.sequential();
  model.add(tf.layers.dropout({ rate: 0.5, inputShape: [6] }));
  model.add(tf.layers.dense({ units: 6, kernelInitializer: "identity" }));
  const network = modelNetwork(model);
  const ones = new Float32Array(6).fill(1);
  assertEquals([...await embedAll(network, ones)], [...ones]);
  const dropped = await network.embed(tf.ones([64, 6]), true).data();
  assert(dropped.includes(0) && dropped.includes(2));
  model.dispose();
});

Deno.test("modelNetwork() refuses what is no such model, or has no row of numbers", () => {
  assertThrows(() => modelNetwork({} as tf.LayersModel), TypeError, "model: expected a tf.Layers");
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [4, 4, 2], filters: 3, kernelSize: 3 }));
  assertThrows(
    () => modelNetwork(model),
    RangeError,
    "got [?, 4, 4, 2] to [?, 2, 2, 3]",
  );
});

Deno.test("train() takes a network of one's own without a cast", async () => {
  await tf.setBackend("cpu");
  const kernel = tf.variable(tf.randomNormal([32, 4], 0, 0.2, "float32", 1)) as tf.Variable<
    tf.Rank.R2
  >;
  const losses = await lossesOf({
    input: [4, 4, 2],
    dim: 4,
    weights: { kernel },
    embed: (samples) => samples.matMul(kernel) as tf.Tensor2D,
  });
  assert(losses.at(-1)! < losses[0]);
  kernel.dispose();
});
