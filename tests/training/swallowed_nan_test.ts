import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { embeddingNetwork, strategy, train } from "#lib/training/mod.ts";

const missing = await useBackend("tensorflow").then(() => false, () => true);

for (const backend of ["tensorflow", "wasm"] as const) {
  for (const name of ["hidden1/bias", "hidden2/bias", "hidden2/kernel", "embedding/bias"]) {
    for (const recordEvery of [1, 3]) {
      Deno.test({
        name: `train() notices a NaN in ${name} on ${backend}, recorded every ${recordEvery}`,
        ignore: backend === "tensorflow" && missing,
        async fn() {
          await useBackend(backend);
          const random = seededRandom(2), input = [8, 8];
          const images = Float32Array.from({ length: 16 * 64 }, random.uniform);
          const data = { images, labels: Int32Array.from({ length: 16 }, (_, i) => i % 4) };
          const network = embeddingNetwork({ input, kind: "conv", dim: 4, seed: 1 });
          const { batches, loss } = strategy("batch all", { network, data, samples: 4, seed: 1 });
          const optimizer = tf.train.sgd(0.001), weight = network.weights[name];
          const step = optimizer.applyGradients.bind(optimizer);
          let made = 0;
          optimizer.applyGradients = (slopes) => {
            step(slopes);
            if (++made !== 4) return;
            // One number alone: a pooling that passes over it leaves the loss and its gradient finite.
            tf.tidy(() =>
              weight.assign(weight.where(
                tf.range(0, weight.size).reshape(weight.shape)
                  .greater(0),
                NaN,
              ))
            );
          };
          const recorded: number[] = [];
          await assertRejects(
            async () => {
              const how = { batches: batches(), loss, optimizer, steps: 30, recordEvery };
              for await (const { step } of train({ network, data, ...how })) recorded.push(step);
            },
            RangeError,
            "got divergence at step ",
          );
          assertEquals(recorded.at(-1), recordEvery === 1 ? 4 : 3);
          for (const good of Object.values(network.weights)) {
            assert((await good.data()).every(Number.isFinite), "the last good weights are kept");
          }
          network.dispose();
        },
      });
    }
  }
}
