import * as tf from "@tensorflow/tfjs";
import { checkMargin, checkNumber, checkOptions, describe, expected } from "../checks/mod.ts";
import { allFinite } from "./divergence.ts";
import type { TrainOptions } from "./types.ts";

/** Refuses what no step could be made with. */
export async function checkTraining(options: TrainOptions, weights: tf.Tensor[]): Promise<void> {
  checkOptions(
    options,
    "network data batches loss optimizer steps firstStep recordEvery margin squared distance",
  );
  const { network, data, firstStep = 1, steps = Infinity, recordEvery = 1, margin = 0.2 } = options;
  for (const [name, kind] of [["images", Float32Array], ["labels", Int32Array]] as const) {
    if (data?.[name] instanceof kind) continue;
    throw new TypeError(expected(`data.${name}`, `a ${kind.name}`, describe(data?.[name])));
  }
  if (typeof options.loss !== "function") {
    const hint = "such as (x, labels) => batchAllTripletLoss(x, labels, { margin })";
    throw new TypeError(expected("loss", "a function", describe(options.loss), hint));
  }
  if (typeof options.optimizer?.applyGradients !== "function") {
    const got = describe(options.optimizer), hint = "such as tf.train.adam(0.001)";
    throw new TypeError(expected("optimizer", "an optimizer of TensorFlow.js", got, hint));
  }
  const pixels = tf.util.sizeFromShape([...network.input]);
  if (data.images.length !== data.labels.length * pixels) {
    const wanted = `${data.labels.length} images of ${pixels} pixels, one a label`;
    throw new RangeError(expected("data", wanted, `${data.images.length} numbers`));
  }
  checkMargin(margin);
  checkNumber(firstStep, "firstStep", { min: 1, integer: true });
  checkNumber(recordEvery, "recordEvery", { min: 1, integer: true });
  if (steps !== Infinity) checkNumber(steps, "steps", { min: 1, integer: true });
  if (weights.length === 0) throw new RangeError(expected("network", "a trainable weight", "none"));
  if (!await allFinite(weights)) {
    const hint = "build it anew, or load the weights of a recorded run";
    throw new RangeError(expected("network", "finite weights", "NaN or Infinity among them", hint));
  }
}
