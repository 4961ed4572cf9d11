import { checkChoice, checkOptions } from "../checks/mod.ts";
import {
  batchAllTripletLoss,
  batchCircleLoss,
  batchHardTripletLoss,
  naiveTripletLoss,
  semiHardTripletLoss,
  tripletMarginLoss,
} from "../losses/mod.ts";
import type { Tensor2D } from "../losses/tensors.ts";
import type { EmbeddingNetwork } from "./types.ts";
import { offlineBatches } from "./offline_batches.ts";
import { pkBatches } from "./pk_batches.ts";
import type { Batch, Loss } from "./types.ts";

/** The strategies that {@linkcode strategy} knows, in the order of the articles. */
export const strategyNames = ["offline", "batch all", "batch hard", "semi-hard", "circle"] as const;

/** The name of a strategy. */
export type StrategyName = (typeof strategyNames)[number];

/** Options of {@linkcode strategy}. */
export interface StrategyOptions {
  /** The network to be trained; offline mining embeds the data with it. */
  network: EmbeddingNetwork;
  /** Images, one after the other, and one integer for each. */
  data: { images: Float32Array; labels: Int32Array };
  /** P, the classes of a batch; all of the data's by default. */
  classes?: number;
  /** K, the samples of each class; 8 by default. */
  samples?: number;
  /** The margin of the triplet losses; 0.2 by default. */
  margin?: number;
  /** Whether distances are squared; false by default. */
  squared?: boolean;
  /** The relaxation of CircleLoss; 0.25 by default. */
  m?: number;
  /** The scale of CircleLoss; 256 by default, as in article 5. */
  gamma?: number;
  /** Offline mining: how many of the nearest samples a negative is chosen from; 20 by default. */
  candidates?: number;
  /** Governs order and mining. */
  seed: number;
}

/** What a strategy gives to `train`: which rows to show together, and what to minimise on them. */
export interface Strategy {
  /** The batches after the first `skip` ones (0 by default). */
  batches: (skip?: number) => Iterable<Batch> | AsyncIterable<Batch>;
  /** The loss. */
  loss: Loss;
}

/**
 * The strategies of the five articles, by name: a source of batches and a loss.
 *
 * | name | batches | loss |
 * |---|---|---|
 * | `"offline"` | triplets mined once an epoch (`offlineBatches`), as many rows as the others | `tripletMarginLoss` with eps = 0, `naiveTripletLoss` when squared |
 * | `"batch all"` | PK | `batchAllTripletLoss`: all triplets with a loss |
 * | `"batch hard"` | PK | `batchHardTripletLoss`, rule `"valid"`: the hardest positive and negative |
 * | `"semi-hard"` | PK | `semiHardTripletLoss`: the semi-hard triplets only |
 * | `"circle"` | PK | `batchCircleLoss`, rule `"pooled"` |
 *
 * A strategy of one's own is any such pair: this function has nothing that a few lines in a notebook
 * could not have.
 *
 * @param name One of `strategyNames`.
 * @param options Network, data, batch shape, margins and the seed.
 * @returns Batches and loss, for `train` (`batches()`) and `runTraining`.
 * @throws {RangeError} When the name is not known, or a number is out of range.
 *
 * @example Batch hard on two classes
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, strategy, train } from "#lib/training/mod.ts";
 * import { assert } from "@std/assert";
 *
 * await tf.setBackend("cpu");
 * const data = { images: Float32Array.from({ length: 32 }, (_, i) => i % 5), labels: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * const network = embeddingNetwork({ input: [2, 2], dim: 2, seed: 1 });
 * const { batches, loss } = strategy("batch hard", { network, data, samples: 4, seed: 1 });
 * const optimizer = tf.train.adam(0.01);
 * for await (const step of train({ network, data, batches: batches(), loss, optimizer, steps: 3 })) {
 *   assert(step.loss > 0);
 * }
 * ```
 */
export function strategy(name: StrategyName, options: StrategyOptions): Strategy {
  checkChoice(name, strategyNames, "name");
  checkOptions(options, "network data seed candidates m gamma margin squared samples classes");
  const { network, data, seed, candidates, m = 0.25, gamma = 256 } = options;
  const { margin = 0.2, squared = false, samples = 8 } = options;
  const { classes = new Set(data.labels).size } = options;
  if (name === "offline") {
    const triplets = Math.max(1, Math.round(classes * samples / 3));
    const mining = { network, data, margin, squared, triplets, seed };
    return {
      batches: (skip = 0) =>
        offlineBatches({ ...mining, ...(candidates ? { candidates } : {}), skip }),
      loss: (embeddings) => {
        const [anchors, positives, negatives] = embeddings.split(3) as Tensor2D[];
        return squared
          ? naiveTripletLoss(anchors, positives, negatives, { margin })
          : tripletMarginLoss(anchors, positives, negatives, { margin, eps: 0 });
      },
    };
  }
  const losses: Record<Exclude<StrategyName, "offline">, Loss> = {
    "batch all": (x, labels) => batchAllTripletLoss(x, labels, { margin, squared }),
    "batch hard": (x, labels) =>
      batchHardTripletLoss(x, labels, { margin, squared, rule: "valid" }),
    "semi-hard": (x, labels) => semiHardTripletLoss(x, labels, { margin, squared }),
    "circle": (x, labels) => batchCircleLoss(x, labels, { m, gamma }),
  };
  return {
    batches: (skip = 0) => pkBatches(data.labels, { classes, samples, seed, skip }),
    loss: losses[name],
  };
}
