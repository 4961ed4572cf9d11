import * as tf from "@tensorflow/tfjs";
import { tripletStatistics } from "../mining/triplet_statistics.ts";
import { checkTraining } from "./check_training.ts";
import { allFinite, asDivergence, diverged, lastGood, refuseDivergence } from "./divergence.ts";
import { imageBatches, numbersOf, scalar } from "./tensors.ts";
import type { StepRecord, TrainOptions } from "./types.ts";

/**
 * The training loop, whole: take a batch, embed it, ask the loss for its gradient, change the
 * weights, tell what happened. The caller's `for await` decides what else happens at a step.
 *
 * Where a GPU computes, the images are handed to it once, and what comes back is what records tell: a
 * step without a record is not waited for.
 *
 * @returns A record for each step (or every `recordEvery`), given after the weights have changed.
 * @throws {TypeError} When an argument is another kind of thing.
 * @throws {RangeError} When the embeddings, the loss or its gradient are no longer finite, with the
 * step and what usually helps; the weights are then the last ones that were recorded with a finite
 * loss and gradient. Also when data and network do not fit, a number is out of range, or the weights are not
 * finite to begin with.
 *
 * @example Twenty steps that pull two blobs apart
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, strategy, train } from "@triplet-lab/triplet-lab/training";
 * import { assert } from "@std/assert";
 * const images = Float32Array.from({ length: 8 * 4 }, (_, i) => i < 16 ? i % 4 : i % 3);
 * const data = { images, labels: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * const network = embeddingNetwork({ input: [2, 2], hidden: [8], dim: 2, seed: 1 });
 * const { batches, loss } = strategy("batch all", { network, data, samples: 4, seed: 1 });
 * const how = { batches: batches(), loss, optimizer: tf.train.sgd(0.1), steps: 20 };
 * const losses: number[] = [];
 * for await (const step of train({ network, data, ...how })) losses.push(step.loss);
 * assert(losses.length === 20 && losses[19] < losses[0]);
 * ```
 */
export async function* train(options: TrainOptions): AsyncGenerator<StepRecord, void, unknown> {
  const weights = await checkTraining(options);
  const { network, data, loss, optimizer, firstStep = 1, steps = Infinity } = options;
  const { margin = 0.2, squared, distance, recordEvery = 1 } = options;
  const { dim } = network;
  const good = lastGood(weights);
  good.keep();
  const samples = imageBatches(network, data.images, steps);
  let step = firstStep;
  let embeddings: tf.Tensor2D | undefined;
  try {
    for await (const batch of options.batches) {
      const { epoch, indices } = batch ?? {};
      const images = samples.take(indices);
      const labels = indices.map((row) => data.labels[row]);

      const { value, grads } = tf.variableGrads(() => {
        embeddings = tf.keep(network.embed(images, true));
        return scalar(loss(embeddings, labels));
      }, weights);
      const recorded = step % recordEvery === 0 || step + 1 === firstStep + steps;
      const numbers = recorded ? numbersOf(value, grads, weights, embeddings!) : undefined;
      const read = await numbers?.data<"float32">();
      numbers?.dispose();
      if (read) {
        refuseDivergence(step, read);
        good.keep();
      }
      optimizer.applyGradients(grads);
      tf.dispose([images, embeddings!, value, grads]);

      if (read) {
        const how = { dim, margin, squared, distance };
        const statistics = tripletStatistics(read.subarray(3), labels, how);
        yield { step, epoch, loss: read[0], gradientNorm: read[1], ...statistics };
      }
      if (++step === firstStep + steps) break;
    }
    if (!await allFinite(weights)) throw diverged(step - 1, "the weights are no longer finite");
  } catch (error) {
    good.restore();
    throw await asDivergence(error, step, embeddings);
  } finally {
    good.forget();
    samples.dispose();
    embeddings?.dispose();
  }
}
