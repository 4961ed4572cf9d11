"""PyTorch's own losses, article 4's and article 5's written from their description, and
pytorch-metric-learning's; values and gradients."""

import torch
import torch.nn.functional as F
from pytorch_metric_learning import distances, losses, miners, reducers

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)

DTYPES = {"float32": torch.float32, "float64": torch.float64}


def triplet_margin(anchor, positive, negative, dtype, reduction, **options):
    parts = [torch.tensor(p, dtype=DTYPES[dtype], requires_grad=True)
             for p in (anchor, positive, negative)]
    loss = torch.nn.TripletMarginLoss(reduction=reduction, **options)(*parts)
    loss.sum().backward()
    return loss.detach().numpy(), [p.grad.numpy() for p in parts]


def margin_ranking(first, second, dtype, reduction, margin):
    """With y = 1: max(0, second - first + margin)."""
    parts = [torch.tensor(p, dtype=DTYPES[dtype], requires_grad=True) for p in (first, second)]
    loss = torch.nn.MarginRankingLoss(margin=margin, reduction=reduction)(
        parts[0], parts[1], torch.ones_like(parts[0]))
    loss.sum().backward()
    return loss.detach().numpy(), [p.grad.numpy() for p in parts]


def batch_hard_open_reid(labels, x, margin):
    """Article 4: squared norms and the Gram matrix, floored at 1e-12, then row by row the hardest of
    the equal labels (the anchor itself is one of them) and the hardest of the others."""
    square = (x**2).sum(1)
    d2 = square[:, None] + square[None, :] - 2 * x @ x.T
    d = d2.clamp(min=1e-12).sqrt()
    same = labels[None, :] == labels[:, None]
    positive = torch.stack([d[i][same[i]].max() for i in range(len(labels))])
    negative = torch.stack([d[i][~same[i]].min() for i in range(len(labels))])
    return torch.nn.MarginRankingLoss(margin=margin)(negative, positive, torch.ones_like(negative))


def metric_learning(name, margin, squared=False):
    """pytorch-metric-learning on Euclidean distances of the embeddings as they are."""
    distance = distances.LpDistance(normalize_embeddings=False, p=2, power=2 if squared else 1)
    given = {"margin": margin, "distance": distance}
    mean = reducers.MeanReducer()
    miner = None
    if name == "all":
        loss = losses.TripletMarginLoss(**given)
    elif name == "all, mean":
        loss = losses.TripletMarginLoss(reducer=mean, **given)
    elif name == "all, swap":
        loss = losses.TripletMarginLoss(swap=True, **given)
    elif name == "all, smooth":
        loss = losses.TripletMarginLoss(smooth_loss=True, **given)
    elif name == "all, smooth, mean":
        loss = losses.TripletMarginLoss(smooth_loss=True, reducer=mean, **given)
    elif name == "hard, mean":
        loss = losses.TripletMarginLoss(reducer=mean, **given)
        miner = miners.BatchHardMiner(distance=distance)
    elif name == "hard":
        loss = losses.TripletMarginLoss(**given)
        miner = miners.BatchHardMiner(distance=distance)
    elif name == "semi-hard":
        loss = losses.TripletMarginLoss(**given)
        miner = miners.TripletMarginMiner(margin, "semihard", distance=distance)
    elif name == "semi-hard, mean":
        loss = losses.TripletMarginLoss(reducer=mean, **given)
        miner = miners.TripletMarginMiner(margin, "semihard", distance=distance)
    else:
        raise ValueError(name)

    def function(labels, x):
        return loss(x, labels, miner(x, labels) if miner else None)
    return function


METRIC_LEARNING = ("all", "all, mean", "all, swap", "all, smooth", "all, smooth, mean",
                   "hard", "hard, mean", "semi-hard", "semi-hard, mean")


def similarity_pairs(features, labels):
    """Article 5: the cosine matrix above its diagonal, row by row, split by equal labels."""
    similarity = features @ features.T
    upper = torch.ones_like(similarity, dtype=torch.bool).triu(1)
    same = labels[None, :] == labels[:, None]
    return similarity[upper & same], similarity[upper & ~same]


def circle(sp, sn, m, gamma):
    """Article 5's CircleLoss: the weights ap and an take no part in the gradient."""
    ap = torch.clamp_min(1 + m - sp.detach(), 0.0)
    an = torch.clamp_min(sn.detach() + m, 0.0)
    logit_p = -ap * (sp - (1 - m)) * gamma
    logit_n = an * (sn - m) * gamma
    return F.softplus(torch.logsumexp(logit_n, 0) + torch.logsumexp(logit_p, 0))


def circle_of_features(m, gamma, normalize):
    def function(labels, x):
        features = F.normalize(x) if normalize else x
        return circle(*similarity_pairs(features, labels), m, gamma)
    return function


def circle_per_anchor(m, gamma, normalize):
    distance = distances.CosineSimilarity()
    distance.normalize_embeddings = normalize  # off: the features are unit vectors already
    loss = losses.CircleLoss(m=m, gamma=gamma, distance=distance)
    return lambda labels, x: loss(x, labels)


def circle_of_pairs(sp, sn, m, gamma, dtype):
    parts = [torch.tensor(p, dtype=DTYPES[dtype], requires_grad=True) for p in (sp, sn)]
    loss = circle(*parts, m, gamma)
    loss.backward()
    return loss.item(), [p.grad.numpy() for p in parts]


def value_and_gradient(function, labels, embeddings, dtype):
    x = torch.tensor(embeddings, dtype=DTYPES[dtype], requires_grad=True)
    loss = function(torch.tensor(labels, dtype=torch.int64), x)
    loss.backward()
    return loss.detach().numpy(), x.grad.numpy()
