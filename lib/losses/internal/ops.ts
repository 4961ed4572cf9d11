import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "../../reference/reduce_losses.ts";
import type { Reduced } from "../tensors.ts";

/**
 * A function of one tensor with its gradient written out: `backward` gets the gradient of the value
 * and the tensors that `forward` keeps; its other intermediates are freed at once.
 */
export function withGradient<In extends tf.Tensor, Out extends tf.Tensor>(
  x: In,
  forward: (x: In) => { value: Out; keep: tf.Tensor[] },
  backward: (dy: Out, kept: tf.Tensor[]) => tf.Tensor,
): Out {
  const f = tf.customGrad<Out>((input, save) => {
    const { value, keep } = forward(input as In);
    (save as (tensors: tf.Tensor[]) => void)(keep);
    return { value, gradFunc: (dy, kept) => backward(dy, kept) };
  });
  return f(x);
}

/** 1 at the pairs whose first index is `how` to the second; made where the tensors are. */
export function pairs(rows: number, how: "less" | "equal" | "notEqual"): tf.Tensor2D {
  const index = tf.range(0, rows);
  return index.expandDims(1)[how](index.expandDims(0)).toFloat() as tf.Tensor2D;
}

/** A divisor of at least 0, with 1 in the place of 0. */
export function orOne(divisor: tf.Tensor): tf.Tensor {
  return divisor.add(tf.sub(1, divisor.step()));
}

/** A loss of 0, or none, with gradient 0; WebAssembly's `sum(0 x)` of no entries is any number. */
export function nothing<R extends Reduction = "mean">(x: tf.Tensor, reduction?: R): Reduced<R> {
  return withGradient<tf.Tensor, tf.Tensor>(
    x,
    (x) => ({ value: tf.zeros(reduction === "none" ? [0] : []), keep: [x] }),
    (_dy, [x]) => tf.zerosLike(x),
  ) as Reduced<R>;
}

/** Each row's largest entry, [B, 1]; those that tie share the gradient, which `max` hands to each. */
export function rowMax(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      const value = x.max<tf.Tensor2D>(1, true);
      return { value, keep: [x, value] };
    },
    (dy, [x, value]) => {
      const tied = x.equal(value).toFloat();
      return tied.mul(dy).div(tied.sum(1, true));
    },
  );
}

export function rowMin(x: tf.Tensor2D): tf.Tensor2D {
  return rowMax(x.neg()).neg();
}

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
      return { value: x.relu().add(series.mul(z).mul(2)) as T, keep: [x] };
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
      const divisor = orOne(powers.sum(1, true));
      return { value: top.add(divisor.log()) as tf.Tensor2D, keep: [powers.div(divisor)] };
    },
    (dy, [softmax]) => softmax.mul(dy),
  );
}

/** `x / ||x||` row by row, 0 for a row of zeros; see `l2Normalize`. */
export function unitRows(x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] === 0) return x.clone();
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (x) => {
      // Divided by the largest coordinate first, tiny rows keep their digits when squared.
      const unit = orOne(x.abs().max<tf.Tensor2D>(1, true));
      const ratios = x.div(unit);
      const norm = ratios.square().sum<tf.Tensor2D>(1, true).sqrt();
      const value = ratios.div(orOne(norm)) as tf.Tensor2D;
      return { value, keep: [value, norm, unit] };
    },
    (dy, [value, norm, unit]) => {
      const across = dy.sub(value.mul(dy.mul(value).sum(1, true)));
      // A row of zeros has norm 0: its gradient is multiplied away, not divided by.
      return across.div(orOne(norm)).div(unit).mul(norm.step());
    },
  );
}

/**
 * Rows of length 1, half of whose squared distances are the cosine distances of `x`. A column more
 * is the axis of the rows of zeros, which have no direction of their own.
 */
export function directions(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    unitRows(x),
    (unit) => {
      const isZero = unit.abs().max(1, true).equal(0).toFloat();
      return { value: tf.concat([unit, isZero], 1) as tf.Tensor2D, keep: [] };
    },
    (dy) => dy.slice([0, 0], x.shape),
  );
}
