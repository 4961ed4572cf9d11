import * as tf from "@tensorflow/tfjs";
import { FUSED_ADAM } from "./fused_adam.ts";
import { selfCheck } from "./self_check.ts";

/** A rectangle of 3 by 4 whose diagonals are the two classes: all distances are 3, 4 or 5. */
const POINTS = [[0, 0], [3, 4], [3, 0], [0, 4]];
const LABELS = [0, 0, 1, 1];

/** Proves the project's own WGSL programs: one that a driver refuses throws nothing. */
export async function selfCheckWgsl(): Promise<void> {
  // Imported only where a GPU is readied: the losses load the operators' engines.
  const { batchAllTripletLoss } = await import("../losses/batch_all_triplet_loss.ts");
  await selfCheck({
    what: "it runs the batch-all programs",
    lossOf: (points) => batchAllTripletLoss(points, LABELS, { margin: 2 }).loss,
    at: POINTS,
    // With margin 2 the eight triplets cost 3 or 4 each.
    loss: 3.5,
    // Half a unit along each diagonal, less a quarter along each side, worked out by hand.
    gradient: [-0.05, -0.15, 0.05, 0.15, 0.05, -0.15, -0.05, 0.15],
  });
  if (!tf.getKernel(FUSED_ADAM, tf.getBackend())) return;
  const [value, gradient, first, second] = [[1], [3], [0], [0]].map((x) => tf.tensor1d(x));
  const inputs = { value, gradient, first, second };
  const numbers = { rate: 0.5, beta1: 0, beta2: 0, epsilon: 0 };
  const made = tf.engine().runKernel(FUSED_ADAM, inputs, numbers) as tf.Tensor;
  const [got] = await made.data();
  tf.dispose([made, Object.values(inputs)]);
  if (got !== 0.5) throw new Error(`it runs Adam wrongly: a weight of 0.5 came out as ${got}`);
}
