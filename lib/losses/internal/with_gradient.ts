import * as tf from "@tensorflow/tfjs";

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
