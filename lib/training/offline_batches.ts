import { checkNumber, checkOptions } from "../checks/mod.ts";
import { groupBy } from "../host/mod.ts";
import { embedAll } from "./embed_all.ts";
import { mineTriplets, type MineTripletsOptions } from "../mining/mine_triplets.ts";
import type { Batch, EmbeddingNetwork } from "./types.ts";

/** Options of {@linkcode offlineBatches}. */
export interface OfflineBatchesOptions extends Omit<MineTripletsOptions, "dim" | "stream"> {
  /** The network that embeds the data anew for each epoch. */
  network: EmbeddingNetwork;
  /** Images, one after the other, and one integer for each. */
  data: { images: Float32Array; labels: Int32Array };
  /** How many triplets make a batch. */
  triplets: number;
  /** After how many batches to mine anew; when the list ends by default. */
  renew?: number;
  /** How many batches to leave out: whole epochs only, since mining needs the weights of its time. */
  skip?: number;
}

/**
 * Batches of triplets mined offline: at the beginning of each epoch, which `renew` may cut short, the
 * whole data set is embedded with the weights of that moment, and one triplet is mined for each sample
 * (`mineTriplets`). A batch of T triplets is 3 T rows: T anchors, then their positives, then their
 * negatives. The last one of an epoch may be smaller.
 *
 * @param options Network, data, margin, T and the seed.
 * @returns Batches without end; read them while the network is being trained.
 * @throws {RangeError} When a number is out of range, or `skip` is not a whole number of epochs.
 *
 * @example Eight samples make two batches of four triplets
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, offlineBatches } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const images = Float32Array.from({ length: 32 }, (_, i) => i % 5);
 * const data = { images, labels: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1) };
 * const network = embeddingNetwork({ input: [2, 2], dim: 2, seed: 1 });
 * const batches = offlineBatches({ network, data, margin: 0.2, triplets: 4, seed: 1 });
 * const shown = [];
 * for await (const { epoch, indices } of batches) {
 *   if (epoch > 0) break;
 *   shown.push(...indices.slice(0, 4));
 * }
 * assertEquals(shown.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
 * ```
 */
export function offlineBatches(
  options: OfflineBatchesOptions,
): AsyncGenerator<Batch, void, unknown> {
  const { network, data, triplets, renew = Infinity, skip = 0, ...mining } = checkOptions(
    options,
    "network data triplets renew skip margin squared candidates search seed distance",
  );
  checkNumber(triplets, "triplets", { min: 1, integer: true });
  if (renew !== Infinity) checkNumber(renew, "renew", { min: 1, integer: true });
  checkNumber(skip, "skip", { min: 0, integer: true });
  const { dim } = network;
  const classes = [...groupBy(data.labels, (label) => label).values()];
  const anchors = classes.flatMap((rows) => rows.length > 1 ? rows : []).length;
  const length = Math.min(renew, Math.ceil(anchors / triplets));
  if (skip % length !== 0) {
    throw new RangeError(
      `skip: expected a multiple of ${length}, the batches of an epoch, got ${skip}; a run of ` +
        `offline mining has to be saved at the end of an epoch (checkpointEvery: ${length})`,
    );
  }
  return mineAndServe();

  async function* mineAndServe(): AsyncGenerator<Batch, void, unknown> {
    for (let epoch = skip / length;; epoch++) {
      const embeddings = await embedAll(network, data.images);
      const mined = await mineTriplets(embeddings, data.labels, { ...mining, dim, stream: epoch });
      const end = Math.min(length * triplets, mined.anchors.length);
      for (let start = 0; start < end; start += triplets) {
        const piece = (rows: Int32Array) => rows.subarray(start, start + triplets);
        const { anchors, positives, negatives } = mined;
        const indices = [...piece(anchors), ...piece(positives), ...piece(negatives)];
        yield { epoch, indices: Int32Array.from(indices) };
      }
    }
  }
}
