import { checkNumber } from "../checks/mod.ts";
import { classSizes } from "../evaluation/search_space.ts";
import { mineTriplets, type MineTripletsOptions } from "../mining/mine_triplets.ts";
import { embedAll } from "./embed_all.ts";
import type { Batch, TrainOptions } from "./types.ts";

/**
 * Batches of triplets mined offline: at the beginning of each epoch, which `renew` may cut short, the
 * whole data set is embedded with the weights of that moment, and one triplet is mined for each sample
 * (`mineTriplets`). A batch of T triplets is 3 T rows: T anchors, then their positives, then their
 * negatives; the last one of an epoch may be smaller. Whole epochs only are skipped, since mining needs
 * the weights of its time.
 */
export function offlineBatches(
  { network, data, triplets, renew = Infinity, skip = 0, ...mining }:
    & Omit<MineTripletsOptions, "dim" | "stream">
    & Pick<TrainOptions, "network" | "data">
    & { triplets: number; renew?: number; skip?: number },
): AsyncGenerator<Batch, void, unknown> {
  if (renew !== Infinity) checkNumber(renew, "renew", { min: 1, integer: true });
  checkNumber(skip, "skip", { min: 0, integer: true });
  const sizes = classSizes(data.labels);
  const anchors = data.labels.filter((label) => sizes.get(label)! > 1).length;
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
      const moment = { dim: network.dim, stream: epoch };
      const mined = await mineTriplets(embeddings, data.labels, { ...mining, ...moment });
      const end = Math.min(length * triplets, mined.anchors.length);
      for (let start = 0; start < end; start += triplets) {
        const piece = (rows: Int32Array) => [...rows.subarray(start, start + triplets)];
        const { anchors, positives, negatives } = mined;
        const indices = [anchors, positives, negatives].flatMap(piece);
        yield { epoch, indices: Int32Array.from(indices) };
      }
    }
  }
}
