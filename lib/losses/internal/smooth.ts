import * as tf from "@tensorflow/tfjs";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * `softplus(x) = max(x, 0) + log(1 + e^-|x|)`, right to float32's last digits on every backend.
 *
 * The logarithm is `2 atanh(u / (2 + u))` as a series, `u = e^-|x|`: a `log(1 + u)` in float32 has
 * lost most of `u` at x = -13 already, and not every backend has a `log1p` that is better.
 * `|z| <= 1/3`, so eight terms leave out less than 1e-9.
 */
export function softplus<T extends tf.Tensor>(x: T): T {
  return withGradient<T, T>(
    x,
    (x) => {
      const u = x.abs().neg().exp();
      const z = u.div(u.add(2));
      const z2 = z.square();
      let series: tf.Tensor = tf.zerosLike(z);
      for (let term = 15; term >= 1; term -= 2) series = series.mul(z2).add(1 / term);
      const value = x.relu().add(series.mul(z).mul(2)) as T;
      return { value, keep: [x] };
    },
    (dy, [x]) => dy.mul(x.sigmoid()),
  );
}

/**
 * `log(sum(e^x))` over the entries of each row where `mask` is 1; -1e30, which softplus takes to 0,
 * for a row without any. The gradient is the softmax, 0 in such a row.
 */
export function maskedLogSumExp(x: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      const masked = tf.where(mask.cast("bool"), x, -1e30);
      const top = masked.max<tf.Tensor2D>(1, true);
      const powers = masked.sub(top).exp().mul(mask);
      const sum = powers.sum<tf.Tensor2D>(1, true);
      const divisor = orOne(sum);
      return { value: top.add(divisor.log()) as tf.Tensor2D, keep: [powers.div(divisor)] };
    },
    (dy, [softmax]) => softmax.mul(dy),
  );
}
