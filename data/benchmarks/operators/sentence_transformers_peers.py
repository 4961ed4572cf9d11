"""sentence-transformers: its losses of embeddings, without a model."""

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

from importlib.metadata import version

import torch
from sentence_transformers.sentence_transformer import losses

from torch_peers import with_graph

DISTANCES = losses.BatchHardTripletLossDistanceFunction
FORMS = {"all": (losses.BatchAllTripletLoss, DISTANCES.euclidean_distance),
         "all_cosine": (losses.BatchAllTripletLoss, DISTANCES.cosine_distance),
         "hard": (losses.BatchHardTripletLoss, DISTANCES.euclidean_distance),
         "semi_hard": (losses.BatchSemiHardTripletLoss, DISTANCES.euclidean_distance)}


def versions():
    return {"sentence-transformers": version("sentence-transformers")}


def make(name, embeddings, labels, case):
    torch.set_num_threads(case["threads"])
    form, distance = FORMS[name]
    loss = form(None, distance_metric=distance, margin=case["margin"])
    return with_graph(lambda y, x, _: loss.compute_loss_from_embeddings([x], y),
                      embeddings, labels, case)
