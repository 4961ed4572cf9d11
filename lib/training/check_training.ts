import type * as tf from "@tensorflow/tfjs";
import { checkMargin, checkNumber } from "../checks/mod.ts";
import { allFinite } from "./divergence.ts";
import type { TrainOptions } from "./types.ts";

/** Refuses what no step could be made with. */
export async function checkTraining(
  options: TrainOptions,
  weights: tf.Tensor[],
): Promise<void> {
  const { network, data, firstStep = 1, steps = Infinity, margin = 0.2 } = options;
  const pixels = network.options.input[0] * network.options.input[1];
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
