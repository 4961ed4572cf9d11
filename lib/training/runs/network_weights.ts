import { checkPath, expected, refuseValue } from "../../checks/mod.ts";
import { readFile } from "../../host/node.ts";
import * as tf from "@tensorflow/tfjs";
import { checkNetwork } from "../check_training.ts";
import type { EmbeddingNetwork } from "../types.ts";
import { fromSafetensors, type StoredTensor, toSafetensors } from "./safetensors.ts";
import { reasonOf } from "../../workspace/system_error.ts";
import { writeAtomic } from "../../workspace/write_atomic.ts";

export async function storedTensor(tensor: tf.Tensor): Promise<StoredTensor> {
  return { shape: [...tensor.shape], values: Float32Array.from(await tensor.data()) };
}

export async function weightsOf(network: EmbeddingNetwork): Promise<Record<string, StoredTensor>> {
  const entries = Object.entries(network.weights)
    .map(async ([name, weight]) => [name, await storedTensor(weight)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Gives a network these weights; nothing changes unless all of them fit. */
export function setWeights(
  network: EmbeddingNetwork,
  weights: Record<string, StoredTensor>,
  path: string,
): void {
  for (const [name, weight] of Object.entries(network.weights)) {
    const shape = weights[name]?.shape;
    if (JSON.stringify(shape) === JSON.stringify(weight.shape)) continue;
    const got = shape ? `shape [${shape}]` : "none";
    const hint = "build the network with the options it was saved with";
    refuseValue(got, path, `${name} of shape [${weight.shape}]`, hint);
  }
  tf.tidy(() => {
    for (const [name, weight] of Object.entries(network.weights)) {
      const { values, shape } = weights[name];
      weight.assign(tf.tensor(Float32Array.from(values), shape, weight.dtype as "float32"));
    }
  });
}

/**
 * Saves a network's weights as a safetensors file, which Python's `safetensors` reads as well.
 *
 * @param path Where to; an old file is replaced in one stroke.
 * @throws {Error} When the file cannot be written; the old one is kept.
 *
 * @example There and back
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { embeddingNetwork, loadWeights, saveWeights } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const [one, other] = [1, 2].map((seed) => embeddingNetwork({ input: [2, 2], dim: 2, seed }));
 * await saveWeights(one, "/tmp/weights-example.safetensors");
 * await loadWeights(other, "/tmp/weights-example.safetensors");
 * const name = "embedding/kernel";
 * assertEquals(await other.weights[name].data(), await one.weights[name].data());
 * ```
 */
export async function saveWeights(network: EmbeddingNetwork, path: string): Promise<void> {
  checkNetwork(network);
  checkPath(path);
  const metadata = { network: JSON.stringify(network.options ?? {}) };
  await writeAtomic(path, toSafetensors({ tensors: await weightsOf(network), metadata }));
}

/**
 * Loads weights that {@linkcode saveWeights}, a recorded run or another program wrote, by their names.
 *
 * @returns `checked`: whether the file has a sum, as {@linkcode saveWeights} writes it.
 * @throws {RangeError} When the file is missing, cut short, changed, or of another network; the weights
 * are then as before.
 */
export async function loadWeights(
  network: EmbeddingNetwork,
  path: string,
): Promise<{ checked: boolean }> {
  checkNetwork(network);
  checkPath(path);
  const bytes = await readFile(path).catch((cause) => {
    const got = `${path} (${reasonOf(cause)})`;
    throw new RangeError(expected("path", "a safetensors file", got), { cause });
  });
  const { tensors, checked } = fromSafetensors(bytes, path);
  setWeights(network, tensors, path);
  return { checked };
}
