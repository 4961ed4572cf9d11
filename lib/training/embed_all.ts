import { checkNumber, checkOptions, refuseKind, refuseValue } from "../checks/mod.ts";
import * as tf from "@tensorflow/tfjs";
import { checkNetwork } from "./check_training.ts";
import type { EmbeddingNetwork } from "./types.ts";

/**
 * Embeds a whole data set, a piece at a time, so that memory stays bounded.
 *
 * @param options `batch`: how many images at a time (1000).
 * @returns count x dim numbers, row after row.
 * @throws {TypeError} When `network` is none, or `images` no Float32Array.
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
  checkNetwork(network);
  if (!(images instanceof Float32Array)) refuseKind(images, "images", "a Float32Array");
  const { dim } = network;
  const pixels = tf.util.sizeFromShape([...network.input]);
  const count = images.length / pixels;
  if (!Number.isInteger(count)) {
    refuseValue(images.length, "images", `a multiple of ${network.input.join(" x ")} numbers`);
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
    const got = `${embeddings[bad]} for image ${Math.floor(bad / dim)}`;
    refuseValue(got, "network", "finite embeddings", "its weights or the image are not finite");
  }
  return embeddings;
}
