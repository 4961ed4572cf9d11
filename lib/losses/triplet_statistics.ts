import * as tf from "@tensorflow/tfjs";
import { checkMargin } from "../checks/mod.ts";
import {
  type TripletStatistics,
  tripletStatistics as statisticsOf,
  type TripletStatisticsOptions,
} from "../reference/triplet_statistics.ts";
import { batchLabels, type LabelsInput } from "./internal/batch_labels.ts";
import { checkEmbeddings } from "./internal/check_embeddings.ts";
import type { Tensor2D } from "./tensors.ts";

/**
 * Reads a batch back and tells how training stands, as
 * {@linkcode import("../reference/triplet_statistics.ts").tripletStatistics} does: the shares of
 * easy, semi-hard and hard triplets, mean and percentiles of the distances within and between
 * classes, the mean distance, and whether the network has collapsed. Not differentiable.
 *
 * @param embeddings the points, a float32 tensor of shape [B, D]
 * @param labels one integer a point: `number[]`, a typed array or a tensor of shape [B]
 * @param options margin; squared = false
 * @returns plain numbers
 * @throws {TypeError} when an argument is another kind of thing
 * @throws {RangeError} when the lengths differ, an entry is not finite, a label is not an integer,
 *   or the margin is negative or not finite
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { tripletStatistics } from "#lib/losses/mod.ts";
 * import { assertEquals } from "@std/assert";
 * await tf.setBackend("cpu");
 * const embeddings = tf.tensor2d([[0], [1], [2]]);
 * const { shares, collapsed } = await tripletStatistics(embeddings, [7, 7, 8], { margin: 2 });
 * assertEquals(shares, { easy: 0, semiHard: 0.5, hard: 0.5 });
 * assertEquals(collapsed, false);
 * ```
 */
export async function tripletStatistics(
  embeddings: Tensor2D,
  labels: LabelsInput,
  { margin, squared = false }: TripletStatisticsOptions,
): Promise<TripletStatistics> {
  const { rows } = checkEmbeddings(embeddings);
  batchLabels(labels, rows);
  checkMargin(margin);
  const [points, classes] = await Promise.all([
    embeddings.array(),
    labels instanceof tf.Tensor ? labels.data() : labels,
  ]);
  return statisticsOf(points, classes, { margin, squared });
}
