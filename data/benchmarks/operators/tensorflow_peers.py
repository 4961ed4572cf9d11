"""TensorFlow: article 2's losses as a tf.function, and Keras training with the first of them."""

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf


def versions():
    return {"tensorflow": tf.__version__, "keras": tf.keras.__version__}


def pairwise_distances(x):
    dot = tf.matmul(x, x, transpose_b=True)
    norm = tf.linalg.diag_part(dot)
    d = tf.maximum(norm[None, :] - 2.0 * dot + norm[:, None], 0.0)
    # sqrt has no gradient at 0: lift the zeros, take the root, put them back.
    zero = tf.cast(tf.equal(d, 0.0), x.dtype)
    return tf.sqrt(d + zero * 1e-16) * (1.0 - zero)


def positive_mask(labels):
    same = tf.equal(labels[None, :], labels[:, None])
    return tf.logical_and(same, tf.logical_not(tf.eye(tf.shape(labels)[0], dtype=tf.bool)))


def negative_mask(labels):
    return tf.not_equal(labels[None, :], labels[:, None])


def batch_all(labels, x, margin):
    """B x B x B, as the article has it: the loss and the fraction of positive triplets."""
    d = pairwise_distances(x)
    mask = tf.logical_and(positive_mask(labels)[:, :, None], negative_mask(labels)[:, None, :])
    mask = tf.cast(mask, x.dtype)
    losses = tf.maximum((d[:, :, None] - d[:, None, :] + margin) * mask, 0.0)
    positive = tf.reduce_sum(tf.cast(losses > 1e-16, x.dtype))
    valid = tf.reduce_sum(mask)
    return tf.reduce_sum(losses) / (positive + 1e-16), positive / (valid + 1e-16)


def batch_hard(labels, x, margin):
    d = pairwise_distances(x)
    positive = tf.reduce_max(d * tf.cast(positive_mask(labels), x.dtype), axis=1)
    row_max = tf.reduce_max(d, axis=1, keepdims=True)
    lifted = d + row_max * (1.0 - tf.cast(negative_mask(labels), x.dtype))
    negative = tf.reduce_min(lifted, axis=1)
    return tf.reduce_mean(tf.maximum(positive - negative + margin, 0.0)), positive


def training(x, labels, case):
    """784-256-128, Adam, article 2's batch all; one call is one step, its loss read back."""
    tf.keras.utils.set_random_seed(1)
    random = np.random.default_rng(1)
    images = tf.constant(random.random((case["batch"], 784), np.float32))
    y = tf.constant(labels)
    model = tf.keras.Sequential([
        tf.keras.layers.Input((784,)),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dense(128),
    ])
    optimizer = tf.keras.optimizers.Adam(1e-7)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss, _ = batch_all(y, model(images, training=True), case["margin"])
        weights = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return loss

    return lambda: (step().numpy(), None)


def make(name, embeddings, labels, case):
    tf.config.threading.set_intra_op_parallelism_threads(case["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(case["threads"])
    if name == "training":
        return training(embeddings, labels, case)
    loss_of = {"batch_all": batch_all, "batch_hard": batch_hard}[name]
    margin = case["margin"]
    x, y = tf.constant(embeddings), tf.constant(labels)

    @tf.function
    def value_and_gradient(y, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss, more = loss_of(y, x, margin)
        return loss, more, tape.gradient(loss, x)

    def call():
        loss, _, gradient = value_and_gradient(y, x)
        return loss.numpy(), gradient.numpy()

    return call
