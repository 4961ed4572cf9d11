import type * as tf from "@tensorflow/tfjs";
import { checkMargin, checkNumber, checkOptions, describe, expected } from "../checks/mod.ts";
import { allFinite } from "./divergence.ts";
import { sampleSize } from "./sample_size.ts";
import type { TrainOptions } from "./types.ts";

/** Refuses what no step could be made with. */
export async function checkTraining(
  options: TrainOptions,
  weights: tf.Tensor[],
): Promise<void> {
  checkOptions(
    options,
    "network data batches loss optimizer steps firstStep margin squared distance",
  );
  const { network, data, firstStep = 1, steps = Infinity, margin = 0.2 } = options;
  for (const name of ["images", "labels"] as const) {
    const wanted = { images: Float32Array, labels: Int32Array }[name];
    if (!(data?.[name] instanceof wanted)) {
      throw new TypeError(expected(`data.${name}`, `a ${wanted.name}`, describe(data?.[name])));
    }
  }
  if (typeof options.loss !== "function") {
    const hint = "such as (x, labels) => batchAllTripletLoss(x, labels, { margin })";
    throw new TypeError(expected("loss", "a function", describe(options.loss), hint));
  }
  if (typeof options.optimizer?.applyGradients !== "function") {
    const got = describe(options.optimizer);
    throw new TypeError(
      expected("optimizer", "an optimizer of TensorFlow.js", got, "such as tf.train.adam(0.001)"),
    );
  }
  const pixels = sampleSize(network);
  if (data.images.length !== data.labels.length * pixels) {
    throw new RangeError(
      `data: expected ${data.labels.length} images of ${pixels} pixels, one a label, got ` +
        `${data.images.length} numbers`,
    );
  }
  checkMargin(margin);
  checkNumber(firstStep, "firstStep", { min: 1, integer: true });
  if (steps !== Infinity) checkNumber(steps, "steps", { min: 1, integer: true });
  if (!await allFinite(weights)) {
    throw new RangeError(
      "network: expected finite weights, got NaN or Infinity among them; build it anew, or load " +
        "the weights of a recorded run",
    );
  }
}
