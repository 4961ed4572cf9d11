/**
 * The proof that a GPU runs the project's own WGSL programs, which TensorFlow.js's operations in
 * `self_check.ts` do not pass through: a program that a driver refuses throws nothing, and leaves
 * whatever the memory held.
 */
import * as tf from "@tensorflow/tfjs";
import { selfCheckTolerance } from "./self_check.ts";

/** A rectangle of 3 by 4 whose diagonals are the two classes: all distances are 3, 4 or 5. */
const POINTS = [[0, 0], [3, 4], [3, 0], [0, 4]];
const LABELS = [0, 0, 1, 1];
/** With margin 2 the eight triplets cost 3 or 4 each, so the mean is 3.5. */
const LOSS = 3.5;
/** Half a unit along each diagonal, less a quarter along each side, worked out by hand. */
const GRADIENT = [-0.05, -0.15, 0.05, 0.15, 0.05, -0.15, -0.05, 0.15];

/**
 * Computes batch all on four points on the backend that is current, with its gradient.
 *
 * @throws {Error} naming both numbers, when they are not the known ones
 */
export async function selfCheckWgsl(): Promise<void> {
  // Imported only where a GPU is readied: the losses load the operators' engines.
  const { batchAllTripletLoss } = await import("../losses/batch_all_triplet_loss.ts");
  const [loss, gradient] = tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((points: tf.Tensor) =>
      batchAllTripletLoss(points as tf.Tensor2D, LABELS, { margin: 2 }).loss
    )(tf.tensor2d(POINTS));
    return [value, grad];
  });
  try {
    const [[value], slope] = await Promise.all([loss.data(), gradient.data()]);
    const right = Math.abs(value - LOSS) <= LOSS * selfCheckTolerance &&
      GRADIENT.every((known, i) => Math.abs(slope[i] - known) <= selfCheckTolerance);
    if (!right) {
      throw new Error(
        `it runs the batch-all programs wrongly: a loss known to be ${LOSS}, with a gradient that ` +
          `begins with ${GRADIENT[0]}, came out as ${value} with ${slope[0]}`,
      );
    }
  } finally {
    tf.dispose([loss, gradient]);
  }
}
