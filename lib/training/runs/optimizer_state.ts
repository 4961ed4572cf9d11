import * as tf from "@tensorflow/tfjs";
import { expected } from "../../checks/mod.ts";
import { storedTensor } from "./network_weights.ts";
import type { StoredTensor } from "./safetensors.ts";

/**
 * The numbers an optimizer keeps between steps. They are put back at once: what a saved state cannot
 * hold (the rounding of Adam's powers of beta) is then lost to the uninterrupted run as well.
 */
export async function passOptimizerState(optimizer: tf.Optimizer): Promise<StoredTensor[]> {
  const kept = (await optimizer.getWeights()).map(({ tensor }) => tensor);
  const state = await Promise.all(kept.map(storedTensor));
  await setOptimizerState(optimizer, state);
  tf.dispose(kept);
  return state;
}

export async function setOptimizerState(optimizer: tf.Optimizer, state: readonly StoredTensor[]) {
  const tensors = state.map(({ shape, values }, i) => ({
    name: String(i),
    tensor: tf.tensor(values as Float32Array, shape),
  }));
  try {
    await optimizer.setWeights(tensors);
  } catch (error) {
    throw cannotBeSaved(optimizer, error);
  } finally {
    tf.dispose(tensors.map(({ tensor }) => tensor));
  }
}

/** Refuses an optimizer whose state TensorFlow.js cannot give, before a step is made with it. */
export async function checkOptimizer(optimizer: tf.Optimizer): Promise<void> {
  try {
    const [iterations] = await optimizer.getWeights();
    iterations?.tensor.dispose(); // made for this call; the others are the optimizer's own
  } catch (error) {
    throw cannotBeSaved(optimizer, error);
  }
}

function cannotBeSaved(optimizer: tf.Optimizer, cause: unknown): TypeError {
  const got = `${optimizer.getClassName()} (${(cause as Error).message})`;
  const wanted = "one whose state can be saved, such as tf.train.adam";
  return new TypeError(expected("optimizer", wanted, got), { cause });
}
