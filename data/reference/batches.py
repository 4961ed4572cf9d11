"""The batches of losses.json. Every coordinate is exact in float32, so that float32 and float64 code
work on the same points (and the Gram matrix of most of them is exact in float64); labels are whole numbers."""

import numpy as np

from lcg import lcg_integers, lcg_values


def exact(array):
    """Rounded to float32 once, kept in float64."""
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def clustered(seed, labels, dim, spread=1.0):
    """A centre for each class, and each point somewhere around its class's."""
    labels = np.asarray(labels)
    centres = lcg_values(seed, int(labels.max()) + 1, dim)
    return exact(centres[labels] + spread * lcg_values(seed + 1, len(labels), dim))


def unit(embeddings):
    return exact(embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True))


def batches():
    """name -> { embeddings, labels, margin, and for big ones the recipe }. The margin is one that
    makes some triplets easy, some semi-hard and some hard, where the batch allows it."""
    result = {}

    def add(name, embeddings, labels, margin=0.5, **more):
        embeddings = np.asarray(embeddings, dtype=np.float64)
        assert (embeddings == exact(embeddings)).all(), name
        result[name] = {"embeddings": embeddings, "labels": list(labels), "margin": margin, **more}

    ordinary_labels = [0, 1, 2, 0, 1, 2, 0, 1, 0, 2, 0, 1]
    ordinary = clustered(101, ordinary_labels, 5)
    add("ordinary", ordinary, ordinary_labels)
    add("lone anchors", clustered(103, [0, 0, 0, 1, 1, 2, 3], 3), [0, 0, 0, 1, 1, 2, 3])
    add("one class", exact(lcg_values(105, 5, 3)), [4, 4, 4, 4, 4])
    add("all classes distinct", exact(lcg_values(107, 5, 3)), [3, 1, 4, 0, 5])
    add("unsorted and negative labels", clustered(109, [1, 0, 2, 1, 0, 2, 1, 0], 4),
        [7, -3, 1000000, 7, -3, 1000000, 7, -3])

    points = lcg_values(111, 4, 3)
    add("duplicates within a class", exact(points[[0, 0, 1, 2, 2, 3]]), [0, 0, 0, 1, 1, 1], kinks=True)
    add("duplicates across classes", exact(points[[0, 0, 1, 2, 1, 3]]), [0, 1, 0, 1, 1, 0], kinks=True)
    add("duplicates within and across", exact(points[[0, 0, 0, 1, 2, 1, 2, 3]]),
        [0, 0, 1, 1, 0, 0, 1, 1], kinks=True)
    add("all points equal", np.full((6, 3), 0.75), [0, 0, 1, 1, 2, 2], kinks=True)

    add("B = 0", np.zeros((0, 3)), [])
    add("B = 1", exact(lcg_values(113, 1, 3)), [0])
    add("B = 2, one class", exact(lcg_values(115, 2, 3)), [0, 0])
    add("B = 2, two classes", exact(lcg_values(117, 2, 3)), [0, 1])
    add("B = 3, one triplet an anchor", exact(lcg_values(119, 3, 2)), [0, 0, 1], 1.0)
    add("D = 1", exact(3 * lcg_values(121, 9, 1)), [0, 1, 2, 0, 1, 2, 0, 1, 2])

    # Whole-number coordinates: many equal distances, and losses of exactly 0 at the margin 1.
    add("ties", np.array(lcg_integers(123, 3, 20), dtype=float).reshape(10, 2),
        [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 1.0, kinks=True)
    add("loss exactly 0", [[0.0], [1.0], [1.5], [-2.0]], [0, 0, 1, 1], 0.5, kinks=True)

    add("offset of 1e4", exact(ordinary + 1e4), ordinary_labels)
    add("scale of 1e-6", exact(ordinary * 1e-6), ordinary_labels, 5e-7)
    add("scale of 1e6", exact(ordinary * 1e6), ordinary_labels, 5e5)
    near = exact(np.repeat(points[:2], 3, axis=0) + 2e-7 * lcg_values(125, 6, 3))
    add("nearly equal points", near, [0, 0, 1, 1, 1, 0], kinks=True)  # ties in float32
    # All within 1e-6 of one point: a batch about to collapse. The Gram matrix has no digit left in
    # float32, subtraction has all of them.
    add("nearly collapsed", exact(np.array([0.7, -0.4, 0.3, 0.9]) + 1e-6 * lcg_values(141, 8, 4)),
        [0, 1, 2, 0, 1, 2, 0, 1], 5e-7)

    # Big ones are stored as their recipe: embeddings = float32(centres[label] + points).
    for name, labels, spread in (
        ("256 x 128, PK", [i // 4 for i in range(256)], 2.0),
        ("256 x 128, ten classes", lcg_integers(127, 10, 256), 2.0),
    ):
        add(name, clustered(129, labels, 128, spread), labels, 0.5, recipe={
            "centres": {"seed": 129, "rows": max(labels) + 1},
            "points": {"seed": 130, "rows": 256, "scale": spread},
            "dim": 128,
        })
    return result
