import * as tf from "@tensorflow/tfjs";
import { checkMargin } from "../checks/mod.ts";
import { batchAll } from "../operators/batch_all.ts";
import { tripletMask } from "../reference/triplet_mask.ts";
import { shrinkingClasses } from "./shrinking_classes.ts";

/** How wrong two gradients of one batch are, as shares of the right gradient's largest entry. */
export interface GradientErrors {
  /** The spread of the batch's classes. */
  spread: number;
  /** The largest error of the usual form: distances from the Gram matrix, all triplets in one tensor. */
  gram: number;
  /** The largest error of the fused operator, on the engine that `"auto"` takes. */
  fused: number;
}

/**
 * Holds two gradients of the batch-all loss against float64 (the `plain` engine) on batches whose
 * classes shrink: that of the form which the frameworks' versions have, and that of `batchAll`.
 *
 * @param spreads The spreads to try; see `shrinkingClasses`.
 * @param options `margin`: 1.5 by default, wide enough for triplets of all spreads to be positive.
 * @returns One row a spread.
 * @throws {RangeError} When there is no spread, one is negative or not finite, or the margin is.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { gradientErrors } from "#lib/lessons/mod.ts";
 * import { assert } from "@std/assert";
 *
 * await tf.setBackend("cpu");
 * const [wide, narrow] = await gradientErrors([1, 1e-4]);
 * assert(wide.gram < 1e-5 && narrow.gram > 0.1 && narrow.fused < 1e-6);
 * ```
 */
export async function gradientErrors(
  spreads: readonly number[],
  { margin = 1.5 }: { margin?: number } = {},
): Promise<GradientErrors[]> {
  if (spreads.length === 0) throw new RangeError("spreads: expected at least one, got none");
  checkMargin(margin);
  const rows: GradientErrors[] = [];
  for (const spread of spreads) {
    const { points, labels } = shrinkingClasses(spread);
    const flat = Float32Array.from(points.flat());
    const classes = Int32Array.from(labels);
    const options = { dim: points[0].length, margin, gradient: true } as const;
    const right = batchAll(flat, classes, { ...options, engine: "plain" }).gradient!;
    const fused = batchAll(flat, classes, options).gradient!;
    const pull = tf.tidy(() =>
      tf.grad((x) => usualLoss(x as tf.Tensor2D, labels, margin))(tf.tensor2d(points))
    );
    const gram = await pull.data();
    pull.dispose();
    const largest = Math.max(...right.map(Math.abs));
    const wrong = (got: ArrayLike<number>) =>
      Math.max(...Array.from(right, (value, i) => Math.abs(value - got[i]))) / largest;
    rows.push({ spread, gram: wrong(gram), fused: wrong(fused) });
  }
  return rows;
}

/** Batch all as the frameworks' versions have it; the small number keeps the root's slope finite. */
function usualLoss(x: tf.Tensor2D, labels: readonly number[], margin: number): tf.Scalar {
  const [norms, dots] = [x.square().sum(1), tf.matMul(x, x, false, true)];
  const squares = tf.relu(norms.expandDims(1).sub(dots.mul(2)).add(norms.expandDims(0)));
  const d = squares.add(1e-16).sqrt().mul(tf.sub(1, tf.eye(labels.length)));
  const valid = tf.tensor(tripletMask(labels)).toFloat();
  const hinges = tf.relu(d.expandDims(2).sub(d.expandDims(1)).add(margin)).mul(valid);
  return hinges.sum().div(hinges.step().sum());
}
