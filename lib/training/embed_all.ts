import { checkNumber, checkOptions } from "../checks/mod.ts";
import * as tf from "@tensorflow/tfjs";
import { sampleSize } from "./sample_size.ts";
import type { EmbeddingNetwork } from "./types.ts";

/**
 * Embeds a whole data set, a piece at a time, so that memory stays bounded.
 *
 * @param images One image after the other: count x height * width numbers.
 * @param options `batch`: how many images at a time (1000).
 * @returns The embeddings: count x dim numbers, row after row.
 * @throws {RangeError} When `images` is not a whole number of the network's images, or an embedding
 * not finite.
 *
 * @example Five images of 16 pixels
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embedAll, embeddingNetwork } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const network = embeddingNetwork({ input: [4, 4], dim: 3, seed: 1 });
 * const embeddings = await embedAll(network, new Float32Array(5 * 16).fill(0.5));
 * assertEquals(embeddings.length, 5 * 3);
 * ```
 */
export async function embedAll(
  network: EmbeddingNetwork,
  images: Float32Array,
  options: { batch?: number } = {},
): Promise<Float32Array> {
  const { batch = 1000 } = checkOptions(options, "batch");
  const { input, dim } = network;
  const pixels = sampleSize(network);
  const count = images.length / pixels;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `images: expected a multiple of ${input.join(" x ")} numbers, got ${images.length}`,
    );
  }
  checkNumber(batch, "batch", { min: 1, integer: true });
  const embeddings = new Float32Array(count * dim);
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(start + batch, count);
    const piece = images.subarray(start * pixels, end * pixels);
    const embedded = tf.tidy(() => network.embed(tf.tensor2d(piece, [end - start, pixels])));
    embeddings.set(await embedded.data(), start * dim);
    embedded.dispose();
  }
  const bad = embeddings.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `network: expected finite embeddings, got ${embeddings[bad]} for image ` +
        `${Math.floor(bad / dim)}; its weights or the image are not finite`,
    );
  }
  return embeddings;
}
