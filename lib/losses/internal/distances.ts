import * as tf from "@tensorflow/tfjs";
import type { DistanceOptions } from "../../checks/mod.ts";
import { directions } from "./directions.ts";
import { distancesOnDevice, pullOnDevice } from "./distances_on_device.ts";
import { distancesOnHost, pullOnHost } from "./distances_on_host.ts";
import { isHostReadable } from "./host.ts";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/** The distances of `pairwiseDistances`, of embeddings that were checked and are not none. */
export function distances(
  embeddings: tf.Tensor2D,
  { squared = false, distance }: DistanceOptions,
): tf.Tensor2D {
  if (distance === "cosine") return euclidean(directions(embeddings), true).div(2);
  return euclidean(embeddings, squared);
}

function euclidean(embeddings: tf.Tensor2D, squared: boolean): tf.Tensor2D {
  const [rows, columns] = embeddings.shape;
  const onHost = isHostReadable();

  function forward(x: tf.Tensor2D): tf.Tensor2D {
    if (onHost) {
      return tf.tensor2d(distancesOnHost(x.dataSync(), rows, columns, squared), [rows, rows]);
    }
    return distancesOnDevice(x, squared);
  }

  function backward(dy: tf.Tensor2D, [x, d]: tf.Tensor[]): tf.Tensor2D {
    // Where d = 0 the divisor is 1, and the factor x_i - x_j is 0 anyway.
    const slopes = squared ? dy.mul(2) : dy.div(orOne(d));
    if (onHost) {
      const pull = pullOnHost(x.dataSync(), slopes.dataSync(), rows, columns);
      return tf.tensor2d(pull, [rows, columns]);
    }
    return pullOnDevice(x as tf.Tensor2D, slopes as tf.Tensor2D);
  }

  return withGradient<tf.Tensor2D, tf.Tensor2D>(embeddings, (x) => {
    const value = forward(x);
    return { value, keep: [x, value] };
  }, backward);
}
