import * as tf from "@tensorflow/tfjs";
import { type BatchStatistics, batchStatistics } from "./batch_statistics.ts";
import { checkTraining } from "./check_training.ts";
import { allFinite, asDivergence, diverged, lastGood, refuseDivergence } from "./divergence.ts";
import type { EmbeddingNetwork } from "./embedding_network.ts";
import type { Scalar, Tensor2D } from "../losses/tensors.ts";
import { gatherImages, gradientLength, read, scalar } from "./tensors.ts";
import type { Optimizer } from "./types.ts";

/** A loss of `lib/losses`, or any function like them; what it returns beside the loss is ignored. */
export type Loss = (
  labels: Int32Array,
  embeddings: Tensor2D,
) => Scalar | { loss: Scalar };

/** What happened in one step of a training. */
export interface StepRecord extends BatchStatistics {
  /** The step, from 1. */
  step: number;
  /** The pass over the data, from 0. */
  epoch: number;
  /** The loss of the batch, before the weights changed. */
  loss: number;
  /** Length of the gradient over all weights together. */
  gradientNorm: number;
}

/** Rows of the data that make a batch. */
export interface Batch {
  /** The pass over the data, from 0. */
  epoch: number;
  /** The rows. */
  indices: Int32Array;
}

/** Options of {@linkcode train}. */
export interface TrainOptions {
  /** The network, whose weights change in place. */
  network: EmbeddingNetwork;
  /** Images, one after the other, and one integer for each. */
  data: { images: Float32Array; labels: Int32Array };
  /** Which rows of the data make each batch; usually `pkBatches(data.labels, ...)`. */
  batches: Iterable<Batch> | AsyncIterable<Batch>;
  /** The loss to minimise. */
  loss: Loss;
  /** Any optimizer of TensorFlow.js, such as `tf.train.adam(0.001)`. */
  optimizer: Optimizer;
  /** How many steps to make; until the batches end by default. */
  steps?: number;
  /** The number of the first step (1); a continued training begins later. */
  firstStep?: number;
  /** The margin that tells easy, semi-hard and hard triplets apart in the records; 0.2 by default. */
  margin?: number;
  /** Whether the records' distances are squared, as the loss's may be; false by default. */
  squared?: boolean;
}

/**
 * The training loop, whole: take a batch, embed it, ask the loss for its gradient, change the
 * weights, tell what happened. The caller's `for await` decides what else happens at a step.
 *
 * @param options The network, data, batches, loss and optimizer.
 * @returns A record for each step, given after the weights have changed.
 * @throws {RangeError} When the embeddings, the loss or its gradient are no longer finite, with the
 * step and what usually helps; the weights are then the last ones whose loss and gradient were
 * finite. Also when data and network do not fit, a number is out of range, or the weights are not
 * finite to begin with.
 *
 * @example Twenty steps that pull two blobs apart
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, pkBatches, train } from "#lib/training/mod.ts";
 * import { assert } from "@std/assert";
 *
 * await tf.setBackend("cpu");
 * const images = Float32Array.from({ length: 8 * 4 }, (_, i) => i < 16 ? i % 4 : i % 3);
 * const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
 * const network = embeddingNetwork({ input: [2, 2], hidden: [8], dim: 2, seed: 1 });
 * const batches = pkBatches(labels, { classes: 2, samples: 4, seed: 1 });
 * const optimizer = tf.train.sgd(0.1);
 * // The distance between the two class means, to be made large:
 * const loss = (_: Int32Array, e: tf.Tensor2D) =>
 *   e.slice(0, 4).mean(0).dot(e.slice(4, 4).mean(0)) as tf.Scalar;
 * const losses = [];
 * for await (const step of train({ network, data: { images, labels }, batches, loss, optimizer, steps: 20 })) {
 *   losses.push(step.loss);
 * }
 * assert(losses.length === 20 && losses[19] < losses[0]);
 * ```
 */
export async function* train(options: TrainOptions): AsyncGenerator<StepRecord, void, unknown> {
  const { network, data, loss, optimizer, firstStep = 1, steps = Infinity } = options;
  const { margin = 0.2, squared = false } = options;
  const { dim } = network.options;
  const weights = Object.values(network.weights);
  await checkTraining(options, weights);
  const good = lastGood(weights);
  let step = firstStep;
  let embeddings: tf.Tensor2D | undefined;
  try {
    for await (const { epoch, indices } of options.batches) {
      const images = gatherImages(network, data.images, indices);
      const labels = indices.map((row) => data.labels[row]);

      const { value, grads } = tf.variableGrads(() => {
        embeddings = tf.keep(network.embed(images));
        return scalar(loss(labels, embeddings));
      }, weights);
      const norm = gradientLength(grads);
      const [[lossValue], [gradientNorm], rows] = await read(value, norm, embeddings!);
      refuseDivergence(step, lossValue, gradientNorm);

      good.keep();
      optimizer.applyGradients(grads);
      tf.dispose([images, embeddings!, value, norm, grads]);

      const statistics = batchStatistics(rows, labels, { dim, margin, squared });
      yield { step, epoch, loss: lossValue, gradientNorm, ...statistics };
      if (++step === firstStep + steps) break;
    }
    if (!await allFinite(weights)) throw diverged(step - 1, "the weights are no longer finite");
  } catch (error) {
    good.restore();
    throw await asDivergence(error, step, embeddings);
  } finally {
    good.forget();
    embeddings?.dispose();
  }
}
