"""Article 1's numpy loss, written from its description, beside torch.nn.TripletMarginLoss, on every
valid triplet of the six points that the lessons begin with: article1.json."""

import numpy as np

import torch_rules

POINTS = np.array([[0, 0], [3, 4], [3, 0], [0, 4], [6, 0], [6, 8]], dtype=np.float64)
LABELS = [0, 0, 1, 1, 2, 2]
OPTIONS = (
    {},
    {"margin": 2.0},
    {"margin": 0.2},
    {"margin": 2.0, "swap": True},
    {"margin": 2.0, "p": 1.0},
    {"margin": 2.0, "p": 1.0, "swap": True},
    {"margin": 2.0, "p": 3.0},
    {"margin": 2.0, "eps": 1e-2},
    {"margin": 2.0, "eps": 1e-2, "p": 3.0, "swap": True},
)


def triplet_margin_numpy(anchor, positive, negative, margin=1.0, swap=False, reduction="mean",
                         p=2.0, eps=1e-6):
    """max(d(a, p) - d(a, n) + margin, 0) with d(x, y) = (sum |x - y + eps|^p)^(1/p), row by row."""
    def distance(x, y):
        return np.power(np.power(np.abs(x - y + eps), p).sum(axis=1), 1.0 / p)

    to_negative = distance(anchor, negative)
    if swap:
        to_negative = np.minimum(to_negative, distance(positive, negative))
    losses = np.maximum(distance(anchor, positive) - to_negative + margin, 0.0)
    return {"mean": np.mean, "sum": np.sum, "none": lambda all_of_them: all_of_them}[reduction](losses)


def valid_triplets(labels):
    n = range(len(labels))
    return [[a, p, q] for a in n for p in n for q in n
            if a != p and labels[a] == labels[p] and labels[a] != labels[q]]


def article1():
    triplets = valid_triplets(LABELS)
    parts = [POINTS[[triplet[k] for triplet in triplets]] for k in range(3)]
    cases = []
    for given in OPTIONS:
        options = {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False, **given}
        for reduction in ("mean", "sum", "none"):
            value = triplet_margin_numpy(*parts, reduction=reduction, **options)
            cases.append({"framework": "numpy", **options, "reduction": reduction,
                          "value": np.asarray(value).tolist()})
            value, gradients = torch_rules.triplet_margin(*parts, "float64", reduction, **options)
            cases.append({"framework": "pytorch", **options, "reduction": reduction,
                          "value": value.tolist(),
                          "gradients": [gradient.tolist() for gradient in gradients]})
    return {
        "about": "Article 1's loss on the lessons' six points, by numpy and PyTorch; see README.md.",
        "points": POINTS.tolist(),
        "labels": LABELS,
        "triplets": triplets,
        "cases": cases,
    }
