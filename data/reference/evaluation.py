"""Reference values for the evaluation metrics: evaluation.json.

Neighbours: every distance is computed by subtraction in float64, ties go to the lower index of the
gallery (a stable sort). pytorch-metric-learning's AccuracyCalculator gets exactly these neighbours,
so that its numbers do not depend on a search library's tie rule. The coordinates are exact in
float32.
"""

import numpy as np
import torch
from pytorch_metric_learning.utils import accuracy_calculator as pml
from sklearn.metrics import (
    average_precision_score,
    roc_auc_score,
    roc_curve,
)

from lcg import lcg_integers, lcg_values

KS = (1, 5, 10)
METRICS = (
    "precision_at_1",
    "r_precision",
    "mean_average_precision_at_r",
    "mean_average_precision",
    "mean_reciprocal_rank",
)


def distances(query, gallery):
    difference = query[:, None, :] - gallery[None, :, :]
    return np.sqrt((difference**2).sum(-1))


def neighbours(query, gallery, query_in_gallery):
    """Indices into the gallery, nearest first; a query is never its own neighbour (index = row)."""
    d = distances(query, gallery)
    if query_in_gallery:
        np.fill_diagonal(d, -1.0)
    order = np.argsort(d, axis=1, kind="stable")
    return order[:, 1:] if query_in_gallery else order


def retrieval(query, query_labels, gallery, gallery_labels, query_in_gallery):
    order = neighbours(query, gallery, query_in_gallery)

    def knn(q, k, reference, includes):
        index = order[:, :k]
        d = np.take_along_axis(distances(query, gallery), index, axis=1)
        return torch.from_numpy(d), torch.from_numpy(index.copy())

    # `mean_reciprocal_rank` needs neighbours, but AccuracyCalculator does not know that it does, so
    # the others are always asked for beside it.
    calculator = pml.AccuracyCalculator(
        include=METRICS, knn_func=knn, kmeans_func=lambda *_: None, device=torch.device("cpu")
    )
    values = calculator.get_accuracy(
        torch.from_numpy(query),
        torch.tensor(query_labels),
        torch.from_numpy(gallery),
        torch.tensor(gallery_labels),
        query_in_gallery,
    )
    result = {"pytorch-metric-learning": {name: float(values[name]) for name in METRICS}}

    q = np.array(query_labels)
    g = np.array(gallery_labels)
    hits = g[order] == q[:, None]
    others = np.array([(g == label).sum() for label in q]) - (1 if query_in_gallery else 0)
    lone = others == 0
    result["loneQueries"] = [int(i) for i in np.nonzero(lone)[0]]
    result["queries"] = int((~lone).sum())
    result["nearest"] = order[:, : min(10, order.shape[1])].tolist()
    for k in KS:
        kept = hits[~lone][:, :k]
        precision = float("nan")
        if kept.shape[0]:
            precision = pml.precision_at_k(
                torch.from_numpy(g[order][~lone]),
                torch.tensor(q[~lone])[:, None],
                k,
                False,
                False,
                pml.EQUALITY,
            )
        # Recall@k as metric learning uses the word: the share of queries with at least one
        # neighbour of their class among the k nearest.
        result[f"at{k}"] = {
            "recall": float(kept.any(axis=1).mean()) if kept.shape[0] else float("nan"),
            "recallLoneAsMisses": float(hits[:, :k].any(axis=1).mean()) if len(q) else float("nan"),
            # pytorch-metric-learning divides by k even where the gallery is smaller than k.
            "precision": float(precision),
        }
    return result


def verification(embeddings, labels):
    """All pairs i < j, in row order; the score of a pair is minus its distance."""
    d = distances(embeddings, embeddings)
    i, j = np.triu_indices(len(labels), 1)
    same = np.array(labels)[i] == np.array(labels)[j]
    score = -d[i, j]
    result = {"pairs": int(len(i)), "samePairs": int(same.sum())}
    if not same.any() or same.all():
        return result
    fpr, tpr, thresholds = roc_curve(same, score, drop_intermediate=False)
    # The equal error rate: the ROC's straight pieces cut by fpr = 1 - tpr.
    gap = fpr - (1 - tpr)
    k = int(np.argmax(gap >= 0))
    t = 0.0 if gap[k] == gap[k - 1] else -gap[k - 1] / (gap[k] - gap[k - 1])
    result["auc"] = float(roc_auc_score(same, score))
    result["averagePrecision"] = float(average_precision_score(same, score))
    result["eer"] = float(fpr[k - 1] + t * (fpr[k] - fpr[k - 1]))
    result["roc"] = {
        "fpr": fpr.tolist(),
        "tpr": tpr.tolist(),
        "distanceThresholds": [float(-x) for x in thresholds],
    }
    result["tarAtFar"] = {
        str(far): {
            "step": float(tpr[fpr <= far].max()),
            "interpolated": float(np.interp(far, *monotone(fpr, tpr))),
        }
        for far in (0.01, 0.1, 0.25)
    }
    return result


def monotone(fpr, tpr):
    """The ROC as a function: the highest tpr for each fpr."""
    x = np.unique(fpr)
    return x, np.array([tpr[fpr == value].max() for value in x])


def data_sets():
    centres = lcg_values(5, 6, 4)
    labels = lcg_integers(6, 6, 60)
    yield "ordinary", centres[labels] + lcg_values(7, 60, 4), labels

    # Six classes of several members and four of one: the queries 12, 25, 38 and 51 are alone.
    lone = list(labels)
    for n, index in enumerate((12, 25, 38, 51)):
        lone[index] = 100 + n
    yield "lone queries", centres[labels] + lcg_values(7, 60, 4), lone

    # Whole-number coordinates in a 4 x 4 x 4 box: many distances are exactly equal.
    grid = np.array(lcg_integers(8, 4, 40 * 3), dtype=np.float64).reshape(40, 3)
    yield "ties", grid, lcg_integers(9, 4, 40)

    # Each point three times, twice under one label and once under another.
    points = np.repeat(lcg_values(10, 10, 3), 3, axis=0)
    yield "duplicated points", points, [c for i in range(10) for c in (i % 5, i % 5, (i + 1) % 5)]

    yield "all points equal", np.ones((8, 2)), [0, 0, 0, 1, 1, 1, 2, 2]
    yield "all lone", lcg_values(11, 6, 3), [0, 1, 2, 3, 4, 5]
    yield "small", lcg_values(12, 4, 2), [0, 0, 1, 1]  # fewer neighbours than k = 5 and 10


def evaluation():
    cases = []
    for name, embeddings, labels in data_sets():
        case = {
            "name": name,
            "embeddings": embeddings.tolist(),
            "labels": labels,
            "retrieval": retrieval(embeddings, labels, embeddings, labels, True),
            "verification": verification(embeddings, labels),
        }
        if name in ("ordinary", "ties", "duplicated points"):
            half = len(labels) // 2
            case["split"] = {
                "note": f"the first {half} rows are the queries, the others the gallery",
                "queries": half,
                "retrieval": retrieval(
                    embeddings[:half], labels[:half], embeddings[half:], labels[half:], False
                ),
            }
        cases.append(case)
    return {
        "about": "Evaluation metrics by pytorch-metric-learning and scikit-learn; see README.md.",
        "cases": cases,
    }
