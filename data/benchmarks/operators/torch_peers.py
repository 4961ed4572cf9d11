"""PyTorch: the articles' forms, the best vectorised ones that could be written, and
pytorch-metric-learning."""

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import warnings
from importlib.metadata import version

import numpy as np
import torch
import torch._inductor.config
import torch.nn.functional as F


def versions():
    return {"torch": torch.__version__,
            "pytorch-metric-learning": version("pytorch-metric-learning"),
            "numpy": np.__version__}


def squared_distances(x):
    square = (x * x).sum(1)
    return torch.addmm(square[:, None] + square[None, :], x, x.T, alpha=-2.0)


def pairwise_distances(x):
    # The clamp holds the gradient of the root at 0 back too.
    return squared_distances(x).clamp_min(1e-12).sqrt()


def cosine_distances(x):
    unit = F.normalize(x)
    return 1 - unit @ unit.T


def most_positives(labels):
    return int(torch.unique(labels, return_counts=True)[1].max()) - 1


def positives_of(d, same, most):
    """Each anchor's positives first: B x most of their columns, and which of these are real."""
    mask = same.clone().fill_diagonal_(False)
    flag, columns = mask.to(torch.uint8).sort(dim=1, descending=True, stable=True)
    return columns[:, :most], flag[:, :most].bool()


def b3(labels, x, margin):
    """All B x B x B triplets, masked: article 2's form, as it is usually ported."""
    d = pairwise_distances(x)
    same = labels[:, None] == labels[None, :]
    positive = same & ~torch.eye(len(labels), dtype=torch.bool)
    mask = (positive[:, :, None] & ~same[:, None, :]).float()
    triplets = F.relu((d[:, :, None] - d[:, None, :] + margin) * mask)
    active = (triplets > 1e-16).float().sum()
    return triplets.sum() / (active + 1e-16)


def compact(labels, x, margin, most=None, distances=pairwise_distances):
    """An ordinary graph of B x K x B: only real positives have a row. Nothing is masked by products:
    what does not count is infinitely easy."""
    d = distances(x)
    same = labels[:, None] == labels[None, :]
    columns, real = positives_of(d, same, most or most_positives(labels))
    bound = d.gather(1, columns).add(margin).masked_fill(~real, -torch.inf)
    negatives = d.masked_fill(same, torch.inf)
    triplets = F.relu(bound[:, :, None] - negatives[:, None, :], inplace=True)
    return triplets.sum() / torch.count_nonzero(triplets.detach()).clamp_min(1)


def compact_cosine(labels, x, margin, most=None):
    return compact(labels, x, margin, most, cosine_distances)


def compiled(form, labels=None):
    """The form as torch.compile makes it, for batches of one shape; how many positives there are at
    most is no tensor: counted once, before."""
    made = torch.compile(form, dynamic=False)
    if labels is None:
        return made
    most = most_positives(labels)
    return lambda y, x, margin: made(y, x, margin, most)


def gradient_of_weights(weights, d, x, active):
    """From the derivative of the sum to each distance to that of the mean to each row."""
    s = (weights + weights.T) / d
    s.fill_diagonal_(0.0)
    return (s.sum(1, keepdim=True) * x - s @ x) / active


@torch.no_grad()
def sorted_negatives(labels, x, margin):
    """Sorts each row's negatives; positives find their place by search; the gradient by hand."""
    d = pairwise_distances(x)
    same = labels[:, None] == labels[None, :]
    columns, real = positives_of(d, same, most_positives(labels))
    bound = d.gather(1, columns).add(margin).masked_fill(~real, -torch.inf)
    negatives, order = d.masked_fill(same, torch.inf).sort(1)
    count = torch.searchsorted(negatives, bound)
    sums = F.pad(negatives.masked_fill(negatives.isinf(), 0.0).cumsum(1, dtype=torch.float64), (1, 0))
    used = count.to(torch.float64)
    total = (used * bound.masked_fill(~real, 0.0)).sum() - sums.gather(1, count).sum()
    active = used.sum().clamp_min(1)
    # How many positives reach each place of the sorted row: ends of reach, added up from the right.
    reach = torch.zeros(len(labels), len(labels) + 1)
    reach.scatter_add_(1, count, torch.ones_like(bound))
    reach = (reach.sum(1, keepdim=True) - reach.cumsum(1))[:, :-1]
    weights = torch.zeros_like(d).scatter_(1, order, -reach)
    weights.scatter_add_(1, columns, count.float())
    return total / active, gradient_of_weights(weights, d, x, active.float())


@torch.no_grad()
def sorted_positives(labels, x, margin):
    """This project's algorithm in PyTorch: negatives are searched among the few sorted positives."""
    d = pairwise_distances(x)
    same = labels[:, None] == labels[None, :]
    columns, real = positives_of(d, same, most_positives(labels))
    bound = d.gather(1, columns).add(margin).masked_fill(~real, -torch.inf)
    negatives = d.masked_fill(same, torch.inf)
    if bound.shape[1] <= 8:
        # A few comparisons of whole matrices cost less than a search.
        inside = [negatives < bound[:, k:k + 1] for k in range(bound.shape[1])]
        count = torch.stack([one.sum(1) for one in inside], 1)
        reach = inside[0].float()
        for one in inside[1:]:
            reach += one
    else:
        bound, order = bound.sort(1)
        columns, real = columns.gather(1, order), real.gather(1, order)
        place = torch.searchsorted(bound, negatives, right=True)
        most = bound.shape[1]
        ends = torch.zeros(len(labels), most + 1)
        ends.scatter_add_(1, place, torch.ones_like(d))
        count = ends.cumsum(1)[:, :-1].long()
        reach = (most - place).float()
    active = count.sum().clamp_min(1)
    total = ((count * bound.masked_fill(~real, 0.0)).sum(dtype=torch.float64)
             - (reach * d).sum(dtype=torch.float64))
    weights = reach.neg_()
    weights.scatter_add_(1, columns, count.float())
    return total / active, gradient_of_weights(weights, d, x, active.float())


def article4(labels, x, margin):
    """Row by row in Python, as the article has it."""
    d = squared_distances(x).clamp(min=1e-12).sqrt()
    same = labels[:, None] == labels[None, :]
    positive = torch.stack([d[i][same[i]].max() for i in range(len(labels))])
    negative = torch.stack([d[i][~same[i]].min() for i in range(len(labels))])
    return torch.nn.MarginRankingLoss(margin=margin)(negative, positive, torch.ones_like(negative))


def hard(labels, x, margin):
    """Both extremes of the matrix of distances, as an ordinary graph."""
    d = pairwise_distances(x)
    same = labels[:, None] == labels[None, :]
    positive = d.masked_fill(~same, -torch.inf).max(1).values
    negative = d.masked_fill(same, torch.inf).min(1).values
    return F.relu(positive - negative + margin).mean()


def hard_pairs(labels, x, margin):
    """The extremes' columns without a graph, and a graph of 2 B distances only."""
    with torch.no_grad():
        d = squared_distances(x)
        same = labels[:, None] == labels[None, :]
        positive = d.masked_fill(~same, -torch.inf).argmax(1)
        negative = d.masked_fill(same, torch.inf).argmin(1)
    to_positive = (x - x[positive]).square().sum(1).clamp_min(1e-12).sqrt()
    to_negative = (x - x[negative]).square().sum(1).clamp_min(1e-12).sqrt()
    return F.relu(to_positive - to_negative + margin).mean()


def semi_hard(labels, x, margin, most=None):
    """TensorFlow Addons' rule over real positives only: of each pair the nearest negative farther than
    the positive, else the farthest."""
    d = pairwise_distances(x)
    same = labels[:, None] == labels[None, :]
    columns, real = positives_of(d, same, most or most_positives(labels))
    positive = d.gather(1, columns)
    with torch.no_grad():
        negatives = d.masked_fill(same, torch.inf)
        farther = negatives[:, None, :].masked_fill(negatives[:, None, :] <= positive[:, :, None],
                                                    torch.inf)
        least, nearest = farther.min(2)
        farthest = d.masked_fill(same, -torch.inf).argmax(1, keepdim=True)
        which = torch.where(least.isinf(), farthest, nearest)
    losses = F.relu(positive - d.gather(1, which) + margin)
    return losses.masked_fill(~real, 0.0).sum() / real.sum()


def circle(m, gamma):
    """article5 without picking pairs, of which the compiler would not know how many there are."""
    def loss(labels, x, _margin):
        similarity = x @ x.T
        upper = torch.ones_like(similarity, dtype=torch.bool).triu(1)
        same = labels[None, :] == labels[:, None]
        ap = torch.clamp_min(1 + m - similarity.detach(), 0.0)
        an = torch.clamp_min(similarity.detach() + m, 0.0)
        logit_p = (-ap * (similarity - (1 - m)) * gamma).masked_fill(~(upper & same), -torch.inf)
        logit_n = (an * (similarity - m) * gamma).masked_fill(~(upper & ~same), -torch.inf)
        return F.softplus(torch.logsumexp(logit_n.flatten(), 0)
                          + torch.logsumexp(logit_p.flatten(), 0))
    return loss


def article5(m, gamma):
    """All pairs of the batch in one; the weights take no part in the gradient."""
    def loss(labels, x, _margin):
        similarity = x @ x.T
        upper = torch.ones_like(similarity, dtype=torch.bool).triu(1)
        same = labels[None, :] == labels[:, None]
        sp, sn = similarity[upper & same], similarity[upper & ~same]
        ap = torch.clamp_min(1 + m - sp.detach(), 0.0)
        an = torch.clamp_min(sn.detach() + m, 0.0)
        logit_p = -ap * (sp - (1 - m)) * gamma
        logit_n = an * (sn - m) * gamma
        return F.softplus(torch.logsumexp(logit_n, 0) + torch.logsumexp(logit_p, 0))
    return loss


def metric_learning(name, case):
    """The rows as they are: by default the library would normalise them once more."""
    # Here: the other forms are also raced where only PyTorch is.
    from pytorch_metric_learning import distances, losses, miners, reducers
    euclidean = distances.LpDistance(normalize_embeddings=False)
    if name == "pml_all":
        loss = losses.TripletMarginLoss(margin=case["margin"], distance=euclidean)
        return lambda y, x, _: loss(x, y)
    if name == "pml_semi_hard":
        loss = losses.TripletMarginLoss(margin=case["margin"], distance=euclidean,
                                        reducer=reducers.MeanReducer())
        miner = miners.TripletMarginMiner(case["margin"], type_of_triplets="semihard",
                                          distance=euclidean)
        return lambda y, x, _: loss(x, y, miner(x, y))
    if name == "pml_hard":
        loss = losses.TripletMarginLoss(margin=case["margin"], distance=euclidean,
                                        reducer=reducers.MeanReducer())
        miner = miners.BatchHardMiner(distance=euclidean)
        return lambda y, x, _: loss(x, y, miner(x, y))
    cosine = distances.CosineSimilarity()
    cosine.normalize_embeddings = False
    loss = losses.CircleLoss(m=case["m"], gamma=case["gamma"], distance=cosine)
    return lambda y, x, _: loss(x, y)


WITH_GRADIENT = {"sorted_negatives": sorted_negatives, "sorted_positives": sorted_positives}
GRAPHS = {"b3": b3, "compact": compact, "article4": article4, "hard": hard, "hard_pairs": hard_pairs,
          "semi_hard": semi_hard, "compact_cosine": compact_cosine}
BY_POSITIVES = ("compact", "compact_cosine", "semi_hard")


class FromSortedPositives(torch.autograd.Function):
    """The form with a gradient by hand, inside a graph."""

    @staticmethod
    def forward(ctx, x, labels, margin):
        loss, gradient = sorted_positives(labels, x, margin)
        ctx.save_for_backward(gradient)
        return loss.float()

    @staticmethod
    def backward(ctx, upstream):
        return upstream * ctx.saved_tensors[0], None, None


def network(kind):
    """embeddingNetwork's: 784-256-128, or 3 x 3 convolutions of 16 and 32 filters, each pooled 2 x 2."""
    if kind == "training":
        return [torch.nn.Linear(784, 256), torch.nn.ReLU(), torch.nn.Linear(256, 128)]
    # relu behind the pooling, as there: of a quarter of the numbers.
    return [torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.MaxPool2d(2), torch.nn.ReLU(),
            torch.nn.Conv2d(16, 32, 3, padding=1), torch.nn.MaxPool2d(2), torch.nn.ReLU(),
            torch.nn.Flatten(), torch.nn.Linear(32 * 7 * 7, 128)]


def training(name, labels, case):
    """A network with Adam; one call is one step, its loss read back."""
    kind, form = name.split("_", 1)
    torch.manual_seed(1)
    random = np.random.default_rng(1)
    images = torch.from_numpy(random.random((case["batch"], 784), np.float32))
    y = torch.from_numpy(labels)
    model = torch.nn.Sequential(*network(kind))
    if kind == "convolution":
        images = images.view(-1, 1, 28, 28)
    if form.endswith("_last"):
        images = images.contiguous(memory_format=torch.channels_last)
        model, form = model.to(memory_format=torch.channels_last), form.removesuffix("_last")
    optimizer = torch.optim.Adam(model.parameters(), 1e-7)
    loss_of = {"b3": b3, "compact": compact, "compact_compiled": None,
               "sorted": lambda y, x, m: FromSortedPositives.apply(x, y, m)}[form]
    if loss_of is None:
        model, loss_of = compiled(model), compiled(compact, y)

    def call():
        optimizer.zero_grad()
        loss = loss_of(y, model(images), case["margin"])
        loss.backward()
        optimizer.step()
        return loss.item(), None

    return call


def product(case):
    """A product by the BLAS that PyTorch brings, as one more measure of the floor."""
    n = case["product"]
    left, right = torch.randn(n, n), torch.randn(n, n)
    out = torch.empty(n, n)

    def call():
        torch.mm(left, right, out=out)
        return 0.0, None

    return call


def with_graph(loss_of, embeddings, labels, case):
    """One call is the loss and its gradient by autograd."""
    x, y = torch.from_numpy(embeddings).requires_grad_(), torch.from_numpy(labels)

    def call():
        x.grad = None
        loss = loss_of(y, x, case["margin"])
        loss.backward()
        return loss.item(), x.grad.numpy()

    return call


def make(name, embeddings, labels, case):
    warnings.filterwarnings("ignore")
    torch.set_num_threads(case["threads"])
    torch._inductor.config.compile_threads = 1  # a forked peer has no pool of compilers
    if name == "product":
        return product(case)
    if name.startswith(("training", "convolution")):
        return training(name, labels, case)
    y = torch.from_numpy(labels)
    margin = case["margin"]
    if name in WITH_GRADIENT:
        x = torch.from_numpy(embeddings)

        def call():
            loss, gradient = WITH_GRADIENT[name](y, x, margin)
            return loss.item(), gradient.numpy()

        return call
    form = name.removesuffix("_compiled")
    if name.startswith("pml_"):
        loss_of = metric_learning(name, case)
    elif form in ("article5", "circle"):
        loss_of = {"article5": article5, "circle": circle}[form](case["m"], case["gamma"])
    else:
        loss_of = GRAPHS[form]
    if name != form:
        loss_of = compiled(loss_of, y if form in BY_POSITIVES else None)
    return with_graph(loss_of, embeddings, labels, case)
