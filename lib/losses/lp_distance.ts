import * as tf from "@tensorflow/tfjs";
import { describe, refuseValue } from "../checks/mod.ts";
import { type LpDistanceOptions, lpOptions } from "../reference/lp_distance.ts";
import { checkEmbeddings } from "./internal/check_input.ts";
import { orOne, withGradient } from "./internal/ops.ts";
import type { Tensor1D, Tensor2D } from "./tensors.ts";

/**
 * The distances of article 1, row by row: `d(x, y) = (sum_i |x_i - y_i + eps|^p)^(1/p)`, as
 * {@linkcode import("../reference/lp_distance.ts").lpDistance} has them.
 *
 * Their gradient to `v = x - y + eps` is written out, `sign(v_i) (|v_i| / d)^(p - 1)`: at `v = 0`,
 * where TensorFlow.js's own is NaN, it is 0. For `p = Infinity` the largest coordinates share it
 * equally.
 *
 * @param x points, a float32 tensor of shape [B, D]
 * @param y other points, of the same shape
 * @returns a tensor of shape [B], in the unit of the coordinates
 * @throws {TypeError | RangeError} as in `reference`
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { lpDistance } from "@triplet-lab/triplet-lab/losses";
 * import { assertEquals } from "@std/assert";
 * const [x, y] = [tf.tensor2d([[0, 0]]), tf.tensor2d([[3, 4]])];
 * assertEquals(await lpDistance(x, y, { p: 1, eps: 0 }).array(), [7]);
 * ```
 */
export function lpDistance(x: Tensor2D, y: Tensor2D, options: LpDistanceOptions = {}): Tensor1D {
  const { p, eps } = lpOptions(options);
  checkEmbeddings(x, "x");
  checkEmbeddings(y, "y");
  if (x.shape[0] !== y.shape[0] || x.shape[1] !== y.shape[1]) {
    refuseValue(describe(y), "y", `shape [${x.shape.join(", ")}], as x has`);
  }
  return tf.tidy(() => rowNorms(x.sub(y).add(eps) as Tensor2D, p).squeeze([1]));
}

/** The p-norm of each row, `[B, D]` to `[B, 1]`, computed around the row's largest coordinate. */
export function rowNorms(v: Tensor2D, p: number): Tensor2D {
  return withGradient<Tensor2D, Tensor2D>(
    v,
    (v) => {
      const largest = v.abs().max<Tensor2D>(1, true);
      const ratios = v.abs().div(orOne(largest));
      const norm = p === Infinity
        ? largest
        : largest.mul(power(power(ratios, p).sum(1, true), 1 / p));
      return { value: norm as Tensor2D, keep: [v, norm] };
    },
    (dy, [v, norm]) => {
      const ratios = v.abs().div(orOne(norm));
      if (p < Infinity) return dy.mul(signOf(v)).mul(power(ratios, p - 1));
      const tied = v.abs().equal(norm).toFloat();
      return dy.mul(signOf(v)).mul(tied).div(tied.sum(1, true));
    },
  );
}

/** 1, -1 or 0: WebAssembly's own `sign` gives 0 below 1e-7 already. */
const signOf = (v: tf.Tensor): tf.Tensor => v.div(orOne(v.abs()));

/** `x^q` for `x >= 0`; common powers avoid `pow`, less exact and undefined at 0^0 on a GPU. */
function power(x: tf.Tensor, q: number): tf.Tensor {
  if (q === 0) return tf.onesLike(x);
  if (q === 0.5) return x.sqrt();
  if (q === 1) return x;
  if (q === 2) return x.square();
  return x.pow(q);
}
