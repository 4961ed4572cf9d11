/**
 * One participant of the races of training steps: 784-256-128, or convolutions, with Adam on
 * TensorFlow.js; the loss is batch all by the fused operator, by plain operations of B x B x B, or none.
 */
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "#lib/backend/mod.ts";
import { batchAllTripletLoss } from "#lib/losses/mod.ts";
import { loadEngine } from "#lib/operators/mod.ts";
import { seededRandom } from "#lib/random.ts";
import { embeddingNetwork } from "#lib/training/mod.ts";
import { type CallResult, serveLines } from "./serve_lines.ts";

/** Article 2's batch all, as one writes it in TensorFlow.js. */
function plainBatchAll(labels: tf.Tensor1D, x: tf.Tensor2D, margin: number): tf.Scalar {
  const norms = tf.sum(tf.square(x), 1, true);
  const products = tf.matMul(x, x, false, true);
  const squares = tf.add(tf.sub(norms, tf.mul(products, 2)), tf.transpose(norms));
  // The clip holds the gradient of the root at 0 back.
  const d = tf.sqrt(tf.clipByValue(squares, 1e-12, 1e30));
  const same = tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0));
  const positive = tf.logicalAnd(same, tf.logicalNot(tf.eye(x.shape[0]).toBool()));
  const mask = tf.logicalAnd(
    tf.expandDims(positive, 2),
    tf.expandDims(tf.logicalNot(same), 1),
  ).toFloat();
  const violations = tf.add(tf.sub(tf.expandDims(d, 2), tf.expandDims(d, 1)), margin);
  const losses = tf.relu(tf.mul(violations, mask));
  return tf.div(tf.sum(losses), tf.add(tf.sum(tf.step(losses)), 1e-16));
}

await serveLines(async (order) => {
  const { batch, margin, operator, kind } = order as
    & { batch: number; margin: number; operator: string }
    & { kind: "mlp" | "conv" };
  await useBackend(order.backend as "tensorflow");
  loadEngine();
  const file = readFileSync(order.labels as string);
  const labels = new Int32Array(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
  );
  const labelTensor = tf.tensor1d(labels, "int32");
  const random = seededRandom(1);
  const network = embeddingNetwork({ kind, dim: 128, normalize: false, seed: 1 });
  const weights = Object.values(network.weights);
  const images = tf.tensor2d(
    Float32Array.from({ length: batch * 784 }, random.uniform),
    [batch, 784],
  );
  const optimizer = tf.train.adam(1e-7);
  const loss = (x: tf.Tensor2D): tf.Scalar =>
    operator === "fused"
      ? batchAllTripletLoss(x, labels, { margin }).loss
      : operator === "plain"
      ? plainBatchAll(labelTensor, x, margin)
      : tf.mean<tf.Scalar>(tf.square(x));
  return async (): Promise<CallResult> => {
    const cost = optimizer.minimize(
      () => loss(network.embed(images)),
      true,
      weights,
    )!;
    const [value] = await cost.data();
    cost.dispose();
    return { loss: value };
  };
});
