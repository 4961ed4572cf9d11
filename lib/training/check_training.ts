import * as tf from "@tensorflow/tfjs";
import { checkNumber, checkOptions, refuseKind, refuseValue } from "../checks/mod.ts";
import { minedOptions } from "../reference/mined_options.ts";
import { allFinite } from "./divergence.ts";
import type { EmbeddingNetwork, TrainOptions } from "./types.ts";

/** Refuses what is no network. */
export function checkNetwork(network: EmbeddingNetwork): void {
  const { input, dim, weights, embed } = network ?? {};
  const whole = Array.isArray(input) && typeof dim === "number" && typeof embed === "function";
  if (!whole || !weights) refuseKind(network, "network", "what embeddingNetwork makes, or like it");
}

/** Refuses what no step could be made with; gives the weights to train. */
export async function checkTraining(options: TrainOptions): Promise<tf.Variable[]> {
  checkOptions(
    options,
    "network data batches loss optimizer steps firstStep recordEvery margin squared distance",
  );
  const { network, data, firstStep = 1, steps = Infinity, recordEvery = 1, margin = 0.2 } =
    options ?? {} as TrainOptions;
  checkNetwork(network);
  const weights = Object.values(network.weights).filter((weight) => weight.trainable);
  for (const [name, kind] of [["images", Float32Array], ["labels", Int32Array]] as const) {
    const came = data?.[name];
    if (!(came instanceof kind)) refuseKind(came, `data.${name}`, `a ${kind.name}`);
  }
  if (typeof options.loss !== "function") {
    const hint = "such as (x, labels) => batchAllTripletLoss(x, labels, { margin })";
    refuseKind(options.loss, "loss", "a function", hint);
  }
  if (typeof options.optimizer?.applyGradients !== "function") {
    const wanted = "an optimizer of TensorFlow.js", hint = "such as tf.train.adam(0.001)";
    refuseKind(options.optimizer, "optimizer", wanted, hint);
  }
  const batches = options.batches as Partial<Iterable<unknown> & AsyncIterable<unknown>> | null;
  if (!batches?.[Symbol.iterator] && !batches?.[Symbol.asyncIterator]) {
    const hint = typeof batches === "function" ? "call it: batches()" : "such as pkBatches gives";
    refuseKind(batches, "batches", "an iterable of batches", hint);
  }
  const pixels = tf.util.sizeFromShape([...network.input]);
  if (data.images.length !== data.labels.length * pixels) {
    const wanted = `${data.labels.length} images of ${pixels} pixels, one a label`;
    refuseValue(`${data.images.length} numbers`, "data", wanted);
  }
  minedOptions({ margin, squared: options.squared, distance: options.distance }, "mean");
  checkNumber(firstStep, "firstStep", { min: 1, integer: true });
  checkNumber(recordEvery, "recordEvery", { min: 1, integer: true });
  if (steps !== Infinity) checkNumber(steps, "steps", { min: 1, integer: true });
  if (weights.length === 0) refuseValue("none", "network", "a trainable weight");
  if (!await allFinite(weights)) {
    const hint = "build it anew, or load the weights of a recorded run";
    refuseValue("NaN or Infinity among them", "network", "finite weights", hint);
  }
  // TensorFlow.js would find it in the midst of a step, which is then made in part.
  const state = await options.optimizer.getWeights?.().catch(() => []) ?? [];
  state[0]?.tensor.dispose(); // the count of steps, made for this call
  const count = weights.length, had = state.slice(1);
  const odd = had.find(({ name, tensor: { shape } }, i) =>
    had.length % count === 0 ? `${shape}` !== `${weights[i % count].shape}` : /\D/.test(name) &&
      !weights.some((own) => `${own.shape}` === `${shape}` && name.startsWith(own.name))
  );
  const got = `one that has trained another, a weight [${odd?.tensor.shape}]`;
  if (odd) refuseValue(got, "optimizer", "a new one");
  return weights;
}
