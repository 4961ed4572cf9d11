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


def distance_numpy(x, y, p, eps):
    return np.power(np.power(np.abs(x - y + eps), p).sum(axis=1), 1.0 / p)


def triplet_margin_numpy(anchor, positive, negative, margin=1.0, swap=False, reduction="mean",
                         p=2.0, eps=1e-6):
    """max(d(a, p) - d(a, n) + margin, 0) with d(x, y) = (sum |x - y + eps|^p)^(1/p), row by row."""
    to_negative = distance_numpy(anchor, negative, p, eps)
    if swap:
        to_negative = np.minimum(to_negative, distance_numpy(positive, negative, p, eps))
    losses = np.maximum(distance_numpy(anchor, positive, p, eps) - to_negative + margin, 0.0)
    return {"mean": np.mean, "sum": np.sum, "none": lambda all_of_them: all_of_them}[reduction](losses)


def valid_triplets(labels):
    n = range(len(labels))
    return [[a, p, q] for a in n for p in n for q in n
            if a != p and labels[a] == labels[p] and labels[a] != labels[q]]


def categories(anchor, positive, negative, margin):
    """How many triplets are easy, semi-hard and hard; at equality easy, and hard."""
    ap, an = (distance_numpy(anchor, other, 2.0, 0.0) for other in (positive, negative))
    hard, easy = an <= ap, an >= ap + margin
    return {"margin": margin, "easy": int(easy.sum()), "hard": int(hard.sum()),
            "semiHard": int((~hard & ~easy).sum())}


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
        "categories": categories(*parts, 2.0),
        "selfDistances": [
            {"p": p, "dim": dim, "eps": 1e-6,
             "value": float(distance_numpy(np.ones((1, dim)), np.ones((1, dim)), p, 1e-6)[0])}
            for p in (1.0, 2.0) for dim in (2, 128)
        ],
        "cases": cases,
    }
