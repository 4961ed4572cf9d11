import type { DistanceOptions } from "../../checks/mod.ts";
import type { Tensor2D } from "../tensors.ts";
import { distancesOnDevice, pullOnDevice } from "./distances_on_device.ts";
import { distancesOnHost, pullOnHost } from "./distances_on_host.ts";
import { isHostReadable } from "./host.ts";
import { orOne } from "./or_one.ts";
import { directions } from "./unit_rows.ts";
import { withGradient } from "./with_gradient.ts";

/** The distances of `pairwiseDistances`, of embeddings that were checked and are not none. */
export function distances(
  embeddings: Tensor2D,
  { squared = false, distance }: DistanceOptions,
): Tensor2D {
  if (distance === "cosine") return euclidean(directions(embeddings), true).div(2);
  return euclidean(embeddings, squared);
}

function euclidean(embeddings: Tensor2D, squared: boolean): Tensor2D {
  const [forward, pull] = isHostReadable()
    ? [distancesOnHost, pullOnHost]
    : [distancesOnDevice, pullOnDevice];
  return withGradient<Tensor2D, Tensor2D>(
    embeddings,
    (x) => {
      const value = forward(x, squared);
      return { value, keep: [x, value] };
    },
    // Where d = 0 the divisor is 1, and the factor x_i - x_j is 0 anyway.
    (dy, [x, d]) => pull(x as Tensor2D, squared ? dy.mul(2) : dy.div(orOne(d))),
  );
}
