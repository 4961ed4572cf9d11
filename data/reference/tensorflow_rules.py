"""Article 2's functions, in TensorFlow 2, written from their description; values and gradients.

Distances are taken two ways: "gram", the article's (|x|^2 - 2 x y + |y|^2, clipped at 0), and
"subtraction" (x - y squared and summed), which does not lose digits to cancellation. The reference
layer must equal the second to 1e-9, and the first as far as the Gram matrix itself is good.
"""

import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def pairwise_distances(x, squared, how):
    if how == "gram":
        dot = tf.matmul(x, x, transpose_b=True)
        norm = tf.linalg.diag_part(dot)
        d = tf.maximum(norm[None, :] - 2.0 * dot + norm[:, None], 0.0)
    else:
        d = tf.reduce_sum(tf.square(x[:, None, :] - x[None, :, :]), axis=2)
    if squared:
        return d
    # sqrt has no gradient at 0: lift the zeros, take the root, put them back.
    zero = tf.cast(tf.equal(d, 0.0), x.dtype)
    return tf.sqrt(d + zero * 1e-16) * (1.0 - zero)


def anchor_positive_mask(labels):
    same = tf.equal(labels[None, :], labels[:, None])
    return tf.logical_and(same, tf.logical_not(tf.eye(tf.shape(labels)[0], dtype=tf.bool)))


def anchor_negative_mask(labels):
    return tf.not_equal(labels[None, :], labels[:, None])


def triplet_mask(labels):
    return tf.logical_and(
        anchor_positive_mask(labels)[:, :, None], anchor_negative_mask(labels)[:, None, :]
    )


def batch_all(labels, x, margin, squared, how):
    d = pairwise_distances(x, squared, how)
    mask = tf.cast(triplet_mask(labels), x.dtype)
    losses = tf.maximum((d[:, :, None] - d[:, None, :] + margin) * mask, 0.0)
    positive = tf.reduce_sum(tf.cast(losses > 1e-16, x.dtype))
    valid = tf.reduce_sum(mask)
    loss = tf.reduce_sum(losses) / (positive + 1e-16)
    return loss, {
        "fractionPositive": positive / (valid + 1e-16),
        "valid": valid,
        "positive": positive,
    }


def hardest(labels, x, squared, how):
    """Per anchor: its farthest positive, and its nearest negative by the row-maximum trick."""
    d = pairwise_distances(x, squared, how)
    positive = tf.reduce_max(d * tf.cast(anchor_positive_mask(labels), x.dtype), axis=1)
    negative_mask = tf.cast(anchor_negative_mask(labels), x.dtype)
    row_max = tf.reduce_max(d, axis=1, keepdims=True)
    negative = tf.reduce_min(d + row_max * (1.0 - negative_mask), axis=1)
    return positive, negative


def batch_hard(labels, x, margin, squared, how):
    positive, negative = hardest(labels, x, squared, how)
    return tf.reduce_mean(tf.maximum(positive - negative + margin, 0.0)), {}


def batch_hard_soft(labels, x, _margin, squared, how):
    positive, negative = hardest(labels, x, squared, how)
    return tf.reduce_mean(tf.math.softplus(positive - negative)), {}


def semi_hard_addons(labels, x, margin, squared, how):
    """TensorFlow Addons' rule: for each positive pair the nearest negative beyond the positive,
    else the farthest negative; the mean over all positive pairs."""
    d = pairwise_distances(x, squared, how)
    negative = anchor_negative_mask(labels)
    infinity = tf.constant(np.inf, x.dtype)
    beyond = tf.logical_and(negative[:, None, :], d[:, None, :] > d[:, :, None])
    nearest = tf.reduce_min(tf.where(beyond, d[:, None, :], infinity), axis=2)
    farthest = tf.reduce_max(tf.where(negative, d, -infinity), axis=1)
    farthest = tf.where(tf.math.is_finite(farthest), farthest, 0.0)
    chosen = tf.where(tf.reduce_any(beyond, axis=2), nearest, farthest[:, None])
    pairs = tf.cast(anchor_positive_mask(labels), x.dtype)
    losses = tf.maximum(d - chosen + margin, 0.0) * pairs
    return tf.reduce_sum(losses) / tf.reduce_sum(pairs), {}


def value_and_gradient(function, labels, embeddings, dtype, *options):
    x = tf.constant(embeddings, dtype=dtype)
    y = tf.constant(labels, dtype=tf.int64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss, more = function(y, x, *options)
    gradient = tape.gradient(loss, x)
    result = {"value": loss.numpy(), **{k: v.numpy() for k, v in more.items()}}
    return result, gradient.numpy()


def weighted_distances(weights):
    """A scalar of the distance matrix, so that its gradient can be compared: sum(weights * d)."""
    def function(_labels, x, squared, how):
        d = pairwise_distances(x, squared, how)
        return tf.reduce_sum(d * tf.constant(weights, x.dtype)), {"distances": d}
    return function


def naive(anchor, positive, negative, margin, dtype):
    """Three networks' outputs, squared distances, the mean over the triplets."""
    inputs = [tf.constant(part, dtype=dtype) for part in (anchor, positive, negative)]
    with tf.GradientTape() as tape:
        for part in inputs:
            tape.watch(part)
        a, p, n = inputs
        d_ap = tf.reduce_sum(tf.square(a - p), axis=1)
        d_an = tf.reduce_sum(tf.square(a - n), axis=1)
        loss = tf.reduce_mean(tf.maximum(d_ap - d_an + margin, 0.0))
    return loss.numpy(), [g.numpy() for g in tape.gradient(loss, inputs)]
