import * as tf from "@tensorflow/tfjs";
import { orOne } from "./or_one.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * `softplus(x) = max(x, 0) + log(1 + u)`, `u = e^-|x|`, to float32's last digits, which no backend's
 * `log1p` keeps: as the series of `2 atanh(z)`, `z = u / (2 + u) <= 1/3`, eight terms to 1e-9.
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

/** `log(sum(e^x))` of each row where `mask` is 1; -1e30, softplus's 0, for a row without any. */
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
