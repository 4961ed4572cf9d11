import * as tf from "@tensorflow/tfjs";
import { checkChoice, checkLabels, checkMetric, checkNumber, checkOptions } from "../checks/mod.ts";
import * as losses from "../losses/mod.ts";
import type { Scalar, Tensor2D } from "../losses/tensors.ts";
import type { CircleLossOptions } from "../reference/circle_loss.ts";
import { type SeededRandom, seededRandom } from "../random.ts";
import type { MineTripletsOptions } from "../mining/mine_triplets.ts";
import { offlineBatches } from "./offline_batches.ts";
import { pkBatches } from "./pk_batches.ts";
import type { Batch, Loss, TrainOptions } from "./types.ts";

/** The strategies that {@linkcode strategy} knows: rule by rule, the two of pairs at the end. */
export const strategyNames = [
  "offline semi-hard",
  "random triplets",
  "batch all",
  "batch hard",
  "batch hard soft",
  "semi-hard all",
  "semi-hard nearest",
  "semi-hard random",
  "circle pooled",
  "circle per anchor",
  "contrastive",
] as const;

/** The name of a strategy. */
export type StrategyName = (typeof strategyNames)[number];

/**
 * Options of {@linkcode strategy}; distances are those of every margin but the contrastive one, and
 * `candidates`, `search` and `renew` offline mining's.
 */
export interface StrategyOptions
  extends
    CircleLossOptions,
    Pick<TrainOptions, "network" | "data" | "squared" | "distance">,
    Pick<MineTripletsOptions, "candidates" | "search"> {
  /** P, the classes of a batch; all of the data's by default. */
  classes?: number;
  /** K, the samples of each class; 8 by default. */
  samples?: number;
  /** The margin of the triplet losses (0.2 by default, soft 0) and of the contrastive one (0.2). */
  margin?: number;
  /** Offline and random triplets: `d(a, n) = min(d(a, n), d(p, n))`; false by default. */
  swap?: boolean;
  /** After how many batches to mine anew; when the list ends by default. */
  renew?: number;
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
 * The strategies of the articles, by name: a source of batches and a loss.
 *
 * | name | batches | loss |
 * |---|---|---|
 * | `"offline semi-hard"` | triplets mined in the whole data set (`mineTriplets`) before each epoch, a third of P K in a batch | `tripletMarginLoss` with eps = 0 |
 * | `"random triplets"` | PK | the same, over one positive and one negative drawn at random for each anchor of the batch |
 * | `"batch all"` | PK | `batchAllTripletLoss`: all triplets with a loss |
 * | `"batch hard"` | PK | `batchHardTripletLoss`, rule `"valid"`: the hardest positive and negative |
 * | `"batch hard soft"` | PK | the same with `soft`: `log(1 + exp(d(a,p) - d(a,n) + margin))`, by default with the margin 0 of Hermans and others |
 * | `"semi-hard all"`, `"... nearest"`, `"... random"` | PK | `semiHardTripletLoss` with that rule |
 * | `"circle pooled"`, `"circle per anchor"` | PK | `batchCircleLoss` with that rule |
 * | `"contrastive"` | PK | Hadsell, Chopra and LeCun (2006): the mean over all pairs of `d^2`, or of `max(margin - d, 0)^2` between classes |
 *
 * A strategy of one's own is any such pair, for `train` (`batches()`) and `runTraining`.
 *
 * @throws {RangeError} When the name is not known, or a number is out of range.
 *
 * @example Batch hard on two classes
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, strategy, train } from "@triplet-lab/triplet-lab/training";
 * import { assert } from "@std/assert";
 * const images = Float32Array.from({ length: 32 }, (_, i) => i % 5);
 * const data = { images, labels: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * const network = embeddingNetwork({ input: [2, 2], dim: 2, seed: 1 });
 * const { batches, loss } = strategy("batch hard", { network, data, samples: 4, seed: 1 });
 * const options = { network, data, batches: batches(), loss, optimizer: tf.train.adam(0.01) };
 * for await (const step of train({ ...options, steps: 3 })) assert(step.loss > 0);
 * ```
 */
export function strategy(name: StrategyName, options: StrategyOptions): Strategy {
  checkChoice(name, strategyNames, "name");
  options = checkOptions(
    options,
    "network data seed candidates search renew swap m gamma margin squared distance samples classes",
  );
  checkMetric(options);
  checkLabels(options.data?.labels, undefined, "data.labels");
  const { data, seed, samples = 8, classes = new Set(data.labels).size } = options;
  checkNumber(samples, "samples", { min: 1, integer: true });
  checkNumber(classes, "classes", { min: 1, integer: true });
  if (name === "offline semi-hard") return offline({ ...options, samples, classes });
  const pk = (skip = 0) => pkBatches(data.labels, { classes, samples, seed, skip });
  if (name === "random triplets") return atRandom(pk, options);
  return { batches: pk, loss: lossOfBatch(name, options) };
}

function tripletsLoss({ margin = 0.2, squared, distance, swap = false }: StrategyOptions): Loss {
  const measured = distance === "cosine" ? { distance } : { eps: 0 };
  return (embeddings) => {
    const [anchors, positives, negatives] = embeddings.split(3) as Tensor2D[];
    if (!squared) {
      return losses.tripletMarginLoss(anchors, positives, negatives, { margin, swap, ...measured });
    }
    const between = (x: Tensor2D, y: Tensor2D) => x.sub(y).square().sum(1);
    const far = between(anchors, negatives);
    const negative = swap ? tf.minimum(far, between(positives, negatives)) : far;
    return between(anchors, positives).sub(negative).add(margin).relu().mean() as Scalar;
  };
}

function offline(options: StrategyOptions & { samples: number; classes: number }): Strategy {
  const { classes, samples, m: _, gamma: __, swap: ___, margin = 0.2, ...mining } = options;
  const triplets = Math.max(1, Math.round(classes * samples / 3));
  return {
    batches: (skip = 0) => offlineBatches({ ...mining, margin, triplets, skip }),
    loss: tripletsLoss(options),
  };
}

function atRandom(pk: (skip?: number) => Iterable<Batch>, options: StrategyOptions): Strategy {
  const loss = tripletsLoss(options);
  let step = 0;
  return {
    batches: (skip = 0) => {
      step = skip;
      return pk(skip);
    },
    loss: (embeddings, labels) => {
      const rows = randomTriplets(labels, seededRandom(options.seed, step++));
      // A product in place of a gather, whose gradient WebAssembly has by `useBackend` alone.
      const chosen = tf.oneHot(tf.tensor1d(rows, "int32"), labels.length).cast("float32");
      return loss(chosen.matMul(embeddings) as Tensor2D, labels);
    },
  };
}

/** A triplet for each row that can be an anchor: the anchors, the positives, the negatives. */
function randomTriplets(labels: Int32Array, random: SeededRandom): Int32Array {
  const rows = [...labels.keys()];
  const drawn = rows.flatMap((a) => {
    const positives = rows.filter((i) => i !== a && labels[i] === labels[a]);
    const negatives = rows.filter((i) => labels[i] !== labels[a]);
    if (positives.length === 0 || negatives.length === 0) return [];
    return [[a, ...[positives, negatives].map((from) => from[random.integer(from.length)])]];
  });
  return Int32Array.from([0, 1, 2].flatMap((part) => drawn.map((triplet) => triplet[part])));
}

function lossOfBatch(name: StrategyName, options: StrategyOptions): Loss {
  const { m, gamma, margin = name.endsWith("soft") ? 0 : 0.2, squared, distance, seed } = options;
  const metric = { margin, squared, distance };
  const semiHard = (rule: "all" | "nearest" | "random"): Loss => (x, labels) =>
    losses.semiHardTripletLoss(x, labels, { ...metric, rule, seed });
  const known: Record<Exclude<StrategyName, "offline semi-hard" | "random triplets">, Loss> = {
    "batch all": (x, labels) => losses.batchAllTripletLoss(x, labels, metric),
    "batch hard": (x, labels) => losses.batchHardTripletLoss(x, labels, metric),
    "batch hard soft": (x, labels) =>
      losses.batchHardTripletLoss(x, labels, { ...metric, soft: true }),
    "semi-hard all": semiHard("all"),
    "semi-hard nearest": semiHard("nearest"),
    "semi-hard random": semiHard("random"),
    "circle pooled": (x, labels) => losses.batchCircleLoss(x, labels, { m, gamma }),
    "circle per anchor": (x, y) => losses.batchCircleLoss(x, y, { m, gamma, rule: "per-anchor" }),
    "contrastive": (x, labels) => contrastiveLoss(x, labels, margin),
  };
  return known[name as keyof typeof known];
}

function contrastiveLoss(embeddings: Tensor2D, labels: Int32Array, margin: number): Scalar {
  const distances = losses.pairwiseDistances(embeddings);
  const near = losses.anchorPositiveMask(labels).mul(distances.square());
  const far = losses.anchorNegativeMask(labels).mul(tf.sub(margin, distances).relu().square());
  return near.add(far).sum().div(labels.length * (labels.length - 1)) as Scalar;
}
