import type { DistanceOptions } from "../checks/mod.ts";
import type { Scalar, Tensor2D } from "../losses/tensors.ts";
import type { TripletStatistics } from "../reference/triplet_statistics.ts";
import type { Optimizer, Variable } from "./tfjs_types.ts";

/** A network as a training uses it; one of your own needs no more than this. */
export interface EmbeddingNetwork {
  /** The shape of one sample: `[height, width]`, `[height, width, channels]`, `[numbers]`. */
  readonly input: readonly number[];
  /** The length of an embedding. */
  readonly dim: number;
  /** The weights by name; those whose `trainable` is true are trained, all are saved. */
  readonly weights: Readonly<Record<string, Variable>>;
  /** What a run records of the network beside its shapes. */
  readonly options?: object;
  /**
   * Samples, one a row (B x numbers of a sample), to embeddings (B x dim); differentiable. `training`
   * is true in a step of a training, for layers that then do otherwise (dropout, batch norm).
   */
  embed(samples: Tensor2D, training?: boolean): Tensor2D;
}

/** A loss of `lib/losses`, or any function like them; what it returns beside the loss is ignored. */
export type Loss = (embeddings: Tensor2D, labels: Int32Array) => Scalar | { loss: Scalar };

/** What happened in one step of a training. */
export interface StepRecord extends TripletStatistics, Pick<Batch, "epoch"> {
  /** The step, from 1. */
  step: number;
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

/** Options of {@linkcode train}; `squared` and `distance` are the records'. */
export interface TrainOptions extends DistanceOptions {
  /** The network, whose weights change in place. */
  network: EmbeddingNetwork;
  /** Images, one after the other, and one integer for each; none changes while it trains. */
  data: { images: Float32Array; labels: Int32Array };
  /** Which rows of the data make each batch; usually `pkBatches(data.labels, ...)`. */
  batches: Iterable<Batch> | AsyncIterable<Batch>;
  /** The loss to minimise. */
  loss: Loss;
  /** Any optimizer of TensorFlow.js, such as `tf.train.adam(0.001)`. */
  optimizer: Optimizer;
  /** How many steps to make; until the batches end by default. */
  steps?: number;
  /** After how many steps one is recorded (1), which is waited for; the step `steps` always is. */
  recordEvery?: number;
  /** The number of the first step (1); a continued training begins later. */
  firstStep?: number;
  /** The margin that tells easy, semi-hard and hard triplets apart in the records; 0.2 by default. */
  margin?: number;
}
