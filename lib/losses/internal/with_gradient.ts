import * as tf from "@tensorflow/tfjs";

/** What a forward pass hands on: its value, and the tensors its gradient will need. */
export interface Forward<Out extends tf.Tensor> {
  readonly value: Out;
  readonly keep: tf.Tensor[];
}

/**
 * A function of one tensor with its gradient written out: `backward` gets the gradient of the value
 * and the kept tensors. Nothing inside `forward` is recorded, so its intermediates are freed at
 * once.
 */
export function withGradient<In extends tf.Tensor, Out extends tf.Tensor>(
  x: In,
  forward: (x: In) => Forward<Out>,
  backward: (dy: Out, kept: tf.Tensor[]) => tf.Tensor,
): Out {
  const f = tf.customGrad<Out>((input, save) => {
    const { value, keep } = forward(input as In);
    (save as (tensors: tf.Tensor[]) => void)(keep);
    return { value, gradFunc: (dy, kept) => backward(dy, kept) };
  });
  return f(x);
}
