import * as tf from "@tensorflow/tfjs";
import type { Reduction } from "../../reference/reduce_losses.ts";
import type { Reduced } from "../triplet_loss_tensors.ts";
import { withGradient } from "./with_gradient.ts";

/** A loss of 0, or none, with gradient 0; WebAssembly's `sum(0 x)` of no entries is any number. */
export function nothing<R extends Reduction = "mean">(x: tf.Tensor, reduction?: R): Reduced<R> {
  return withGradient<tf.Tensor, tf.Tensor>(
    x,
    (x) => ({ value: tf.zeros(reduction === "none" ? [0] : []), keep: [x] }),
    (_dy, [x]) => tf.zerosLike(x),
  ) as Reduced<R>;
}
