"""sentence-transformers' four batch triplet losses, by Euclidean and cosine distance, on batches with
and without lone anchors and on one class: sentence_losses.json."""

import torch
from sentence_transformers.sentence_transformer import losses

from lcg import lcg_values

# What made the file: none of the others needs sentence-transformers, nor this one the rest.
PACKAGES = ("torch", "sentence-transformers")

DISTANCES = losses.BatchHardTripletLossDistanceFunction
BATCHES = {
    "three classes": [0, 1, 2, 0, 1, 2, 0, 1, 2, 0],
    "lone anchors": [0, 0, 0, 1, 1, 2, 3],
    "all different": [0, 1, 2, 3],
    "one class": [4, 4, 4],
}
RULES = {
    "batch all": losses.BatchAllTripletLoss,
    "batch hard": losses.BatchHardTripletLoss,
    "soft margin": losses.BatchHardSoftMarginTripletLoss,
    "semi-hard": losses.BatchSemiHardTripletLoss,
}


def case(points, labels, batch, rule, distance, margin):
    metric = {"euclidean": DISTANCES.eucledian_distance, "cosine": DISTANCES.cosine_distance}[distance]
    given = {} if rule == "soft margin" else {"margin": margin}
    loss = RULES[rule](None, distance_metric=metric, **given)
    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    value = loss.compute_loss_from_embeddings([x], torch.tensor(labels))
    value.backward()
    return {"batch": batch, "rule": rule, "distance": distance, "margin": margin,
            "value": value.item(), "gradient": x.grad.tolist()}


def sentence_losses():
    batches, cases = {}, []
    for seed, (name, labels) in enumerate(BATCHES.items()):
        points = lcg_values(seed + 70, len(labels), 4).tolist()
        batches[name] = {"embeddings": points, "labels": labels}
        cases += [case(points, labels, name, rule, distance, margin)
                  for rule in RULES for distance in ("euclidean", "cosine")
                  for margin in ((0.0,) if rule == "soft margin" else (0.2, 1.0))]
    return {"batches": batches, "cases": cases}
