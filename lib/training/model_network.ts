import type * as tf from "@tensorflow/tfjs";
import { refuseKind, refuseValue } from "../checks/mod.ts";
import type { LayersModel, Variable } from "./tfjs_types.ts";
import type { EmbeddingNetwork } from "./types.ts";

/**
 * A model of TensorFlow.js's layers as a network to train: with one input, and as its output one row of
 * numbers for each sample, the embedding as it comes. The weights stand under the model's own names;
 * those of layers that are not trainable, and moving averages, are not trained but saved.
 *
 * @returns The network; it holds the model's own weights, and `model.dispose()` frees them.
 * @throws {TypeError} When `model` is no such model.
 * @throws {RangeError} When a size of its input or output is not known, or the output is no such row.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { modelNetwork } from "@triplet-lab/triplet-lab/training";
 * import { assertEquals } from "@std/assert";
 * const model = tf.sequential();
 * model.add(tf.layers.flatten({ inputShape: [8, 8, 3] }));
 * model.add(tf.layers.dense({ units: 4 }));
 * assertEquals(modelNetwork(model).embed(tf.zeros([2, 192])).shape, [2, 4]);
 * ```
 */
export function modelNetwork(model: LayersModel): EmbeddingNetwork {
  if (typeof model?.apply !== "function" || !Array.isArray(model.inputs)) {
    refuseKind(model, "model", "a tf.LayersModel");
  }
  const shapes = [...model.inputs, ...model.outputs].map(({ shape }) => shape.slice(1));
  const [input, output] = shapes;
  const known = shapes.flat().every((size) => size !== null);
  if (shapes.length !== 2 || !known || output.length !== 1) {
    const told = (tensors: tf.SymbolicTensor[]) =>
      tensors.map(({ shape }) => `[${shape.map((size) => size ?? "?").join(", ")}]`).join(" and ");
    const got = `${told(model.inputs)} to ${told(model.outputs)}`;
    refuseValue(got, "model", "one input of known shape and one output of shape [B, dim]");
  }
  const trained = new Set(model.trainableWeights.map(({ id }) => id));
  const weights = Object.fromEntries(
    model.weights.map((weight) => {
      // What a layer's weight reads is the variable itself, which does not know of frozen layers.
      const variable = weight.read() as Variable;
      variable.trainable = trained.has(weight.id);
      return [weight.originalName, variable];
    }),
  );
  return {
    input: input as number[],
    dim: output[0]!,
    weights,
    options: { model: model.name, input, dim: output[0] },
    embed: (samples, training = false) =>
      model.apply(samples.reshape([-1, ...input as number[]]), { training }) as tf.Tensor2D,
  };
}
