"""Values and gradients of every loss: losses.json. See README.md for how to read it."""

import numpy as np

import tensorflow_rules as tf_rules
import torch_rules
from batches import batches, exact, unit
from lcg import lcg_values

BIG = 100  # from this many rows on, a gradient is recorded as a sample
SAMPLE_ROWS = [0, 1, 63, 100, 178, 254, 255]


def number(value):
    """A float32 becomes the shortest decimal that names it, not the float64 that equals it."""
    value = np.asarray(value)
    if value.dtype == np.float32:
        return [number(v) for v in value] if value.ndim else float(str(value))
    return value.tolist()


def gradient_record(gradient):
    if len(gradient) < BIG:
        return {"gradient": number(gradient)}
    return {"gradientSample": {
        "rows": SAMPLE_ROWS,
        "values": number(gradient[SAMPLE_ROWS]),
        "rowNorms": number(np.linalg.norm(gradient, axis=1)),
        "largest": float(np.abs(gradient).max()),
    }}


def attempt(function):
    """What a framework gives, its errors included."""
    try:
        return function()
    except (RuntimeError, ValueError, IndexError) as error:
        return {"error": type(error).__name__}


class Cases:
    def __init__(self):
        self.list = []

    def add(self, rule, framework, result, **options):
        if "gradient" in result and isinstance(result["gradient"], np.ndarray):
            gradient = result.pop("gradient")
            result = {**result, **gradient_record(gradient)}
        self.list.append({
            "rule": rule, "framework": framework, **options,
            **{k: number(v) if isinstance(v, (np.ndarray, np.generic)) else v
               for k, v in result.items()},
        })


def settings(name, batch):
    """The margins and kinds of distance each batch is computed with. Squared distances have the
    square of the unit, and so has their margin."""
    margin = batch["margin"]
    yield {"margin": margin, "squared": False}
    yield {"margin": margin if margin >= 0.1 and margin <= 10 else margin**2, "squared": True}
    if name in ("ordinary", "ties", "duplicates within and across", "all points equal"):
        yield {"margin": 0.0, "squared": False}


def tensorflow_cases(cases, all_batches):
    rules = {
        "batch all": tf_rules.batch_all,
        "batch hard": tf_rules.batch_hard,
        "batch hard, soft margin": tf_rules.batch_hard_soft,
        "semi-hard, addons": tf_rules.semi_hard_addons,
    }
    for name, batch in all_batches.items():
        big = len(batch["labels"]) >= BIG
        for given in settings(name, batch):
            for how in ("subtraction", "gram"):
                for dtype in ("float64", "float32"):
                    # float32 as the article has it, by the Gram matrix; 2^24 counts at most.
                    if dtype == "float32" and (how == "subtraction" or big):
                        continue
                    if big and (how == "gram" or given["squared"]):
                        continue
                    for rule, function in rules.items():
                        if rule == "batch hard, soft margin" and given["margin"] != batch["margin"]:
                            continue

                        def run():
                            result, gradient = tf_rules.value_and_gradient(
                                function, batch["labels"], batch["embeddings"], dtype,
                                given["margin"], given["squared"], how)
                            return {**result, "gradient": gradient}

                        cases.add(rule, "tensorflow", attempt(run), batch=name, dtype=dtype,
                                  distance=how, **given)


def distance_weights(n):
    """Whole numbers in -5 ... 5 over 5: unlike for (i, j) and (j, i)."""
    i, j = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    return ((7 * i + 13 * j) % 11 - 5) / 5.0


def distance_cases(cases, all_batches):
    for name, batch in all_batches.items():
        n = len(batch["labels"])
        if n >= BIG:
            continue
        for squared in (False, True):
            for how in ("subtraction", "gram"):
                for dtype in ("float64", "float32"):
                    if dtype == "float32" and how == "subtraction":
                        continue
                    result, gradient = tf_rules.value_and_gradient(
                        tf_rules.weighted_distances(distance_weights(n)), batch["labels"],
                        batch["embeddings"], dtype, squared, how)
                    cases.add("pairwise distances", "tensorflow",
                              {**result, "gradient": gradient}, batch=name, dtype=dtype,
                              distance=how, squared=squared)


def mask_cases(cases, all_batches):
    import tensorflow as tf

    for name, batch in all_batches.items():
        if not 0 < len(batch["labels"]) <= 8:
            continue
        labels = tf.constant(batch["labels"], dtype=tf.int64)
        cases.add("masks", "tensorflow", {
            "anchorPositive": tf_rules.anchor_positive_mask(labels).numpy().astype(int),
            "anchorNegative": tf_rules.anchor_negative_mask(labels).numpy().astype(int),
            "triplet": tf_rules.triplet_mask(labels).numpy().astype(int),
        }, batch=name)


def torch_cases(cases, all_batches):
    for name, batch in all_batches.items():
        big = len(batch["labels"]) >= BIG
        for dtype in ("float64",) if big else ("float64", "float32"):
            for given in settings(name, batch):
                functions = {}
                if not given["squared"]:
                    functions["batch hard, open-reid"] = ("pytorch", lambda labels, x: (
                        torch_rules.batch_hard_open_reid(labels, x, given["margin"])))
                for rule in torch_rules.METRIC_LEARNING:
                    if big and given["squared"]:
                        continue
                    functions[rule] = ("pytorch-metric-learning", torch_rules.metric_learning(
                        rule, given["margin"], given["squared"]))
                for rule, (framework, function) in functions.items():
                    def run():
                        value, gradient = torch_rules.value_and_gradient(
                            function, batch["labels"], batch["embeddings"], dtype)
                        return {"value": value, "gradient": gradient}

                    cases.add(rule, framework, attempt(run), batch=name, dtype=dtype, **given)


def triplet_margin_cases(cases):
    """Anchors, positives and negatives are the thirds of one LCG array."""
    inputs = {
        "random": lcg_values(201, 18, 4).reshape(3, 6, 4),
        "one triplet": lcg_values(203, 3, 2).reshape(3, 1, 2),
        "D = 1": lcg_values(205, 12, 1).reshape(3, 4, 1),
        "offset of 1e4": exact(lcg_values(207, 12, 3) + 1e4).reshape(3, 4, 3),
        "scale of 1e6": exact(lcg_values(209, 12, 3) * 1e6).reshape(3, 4, 3),
        "scale of 1e-6": exact(lcg_values(211, 12, 3) * 1e-6).reshape(3, 4, 3),
        "no triplet": np.zeros((3, 0, 4)),
        # anchor = positive, anchor = negative, positive = negative, all three equal
        "duplicates": lcg_values(213, 4, 3)[np.array([[0, 0, 0, 1], [0, 1, 1, 1], [2, 0, 1, 1]])],
    }
    cases.inputs = {name: parts.tolist() for name, parts in inputs.items()}
    options = [
        {},
        {"margin": 0.2},
        {"margin": 0.0},
        {"p": 1.0},
        {"p": 3.0},
        {"p": 1.5, "swap": True},
        {"swap": True},
        {"swap": True, "margin": 0.2, "p": 1.0},
        {"eps": 1e-3},
        {"eps": 1e-3, "p": 3.0, "swap": True},
    ]
    for name, parts in inputs.items():
        for given in options:
            if name not in ("random", "duplicates") and given not in ({}, {"swap": True}):
                continue
            full = {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False, **given}
            for dtype in ("float64", "float32"):
                for reduction in ("mean", "sum", "none"):
                    if dtype == "float32" and reduction != "mean":
                        continue

                    def run():
                        value, gradients = torch_rules.triplet_margin(
                            *parts, dtype, reduction, **full)
                        return {"value": value, "gradients": [number(g) for g in gradients]}

                    # PyTorch refuses the margin 0, which is recorded as the error it is.
                    cases.add("triplet margin", "pytorch", attempt(run), input=name, dtype=dtype,
                              reduction=reduction, **full)
        for margin in (0.5, 0.0):
            value, gradients = tf_rules.naive(*parts, margin, "float64")
            cases.add("naive offline", "tensorflow", {
                "value": value,
                "gradients": [number(g) for g in gradients],
            }, input=name, dtype="float64", margin=margin)


def ranking_cases(cases):
    first, second = np.abs(lcg_values(221, 2, 7))  # distances to a negative and to a positive
    for margin in (0.3, 0.0):
        for reduction in ("mean", "sum", "none"):
            value, gradients = torch_rules.margin_ranking(
                first, second, "float64", reduction, margin)
            cases.add("margin ranking", "pytorch", {
                "value": value, "gradients": [number(g) for g in gradients],
            }, first=first.tolist(), second=second.tolist(), dtype="float64", margin=margin,
                reduction=reduction)


CIRCLE = ((0.25, 256), (0.4, 80), (0.25, 1), (0.25, 1000), (0.0, 64))


def circle_cases(cases, all_batches):
    units = {
        name: batch for name, batch in all_batches.items()
        if 0 < len(batch["labels"]) and "recipe" not in batch and name not in (
            "offset of 1e4", "scale of 1e-6", "scale of 1e6", "nearly equal points",
            "nearly collapsed", "ties", "loss exactly 0", "D = 1")
    }
    for name, batch in units.items():
        features = unit(batch["embeddings"])
        batch["unit"] = features.tolist()
        for m, gamma in CIRCLE:
            for dtype in ("float64", "float32"):
                if dtype == "float32" and (m, gamma) != CIRCLE[0]:
                    continue
                for rule, framework, function, x in (
                    ("circle, pooled", "pytorch",
                     torch_rules.circle_of_features(m, gamma, False), features),
                    ("circle, pooled, normalising", "pytorch",
                     torch_rules.circle_of_features(m, gamma, True), batch["embeddings"]),
                    ("circle, per anchor", "pytorch-metric-learning",
                     torch_rules.circle_per_anchor(m, gamma, False), features),
                    ("circle, per anchor, normalising", "pytorch-metric-learning",
                     torch_rules.circle_per_anchor(m, gamma, True), batch["embeddings"]),
                ):
                    def run():
                        value, gradient = torch_rules.value_and_gradient(
                            function, batch["labels"], x, dtype)
                        return {"value": value, "gradient": gradient}

                    cases.add(rule, framework, attempt(run), batch=name, dtype=dtype, m=m,
                              gamma=gamma)
        import torch
        sp, sn = torch_rules.similarity_pairs(
            torch.tensor(features), torch.tensor(batch["labels"]))
        cases.add("similarity pairs", "pytorch", {"sp": sp.numpy(), "sn": sn.numpy()}, batch=name)

    # The article's printed pairs, a cos of 1 and -1, one pair only, 180 points' worth of pairs.
    pairs = {
        "the article's printed pairs": ([0.4792], [0.7567, 0.7183]),
        "the positive that its ap needs": ([0.8930], [0.7567, 0.7183]),
        "perfect": ([1.0, 1.0], [-1.0, -1.0]),
        "at the optimum": ([1.25], [-0.25]),
        "worst": ([-1.0, -1.0], [1.0, 1.0]),
        "no positive": ([], [0.3, -0.2]),
        "no negative": ([0.3, -0.2], []),
        "nothing": ([], []),
        "many": (lcg_values(231, 180).tolist(), lcg_values(233, 600).tolist()),
    }
    for name, (sp, sn) in pairs.items():
        for m, gamma in CIRCLE:
            for dtype in ("float64", "float32"):
                if dtype == "float32" and (m, gamma) != CIRCLE[0]:
                    continue
                value, gradients = torch_rules.circle_of_pairs(sp, sn, m, gamma, dtype)
                result = {"value": value, "gradients": [number(g) for g in gradients]}
                if name == "many" and (m, gamma) != CIRCLE[0]:
                    result.pop("gradients")
                cases.add("circle of pairs", "pytorch", result, pairs=name, dtype=dtype, m=m,
                          gamma=gamma)
    cases.pairs = {name: {"sp": sp, "sn": sn} for name, (sp, sn) in pairs.items()}


def count_cases(cases, all_batches):
    """By numpy, triplet by triplet: hard is d(a,n) <= d(a,p), easy is d(a,n) >= d(a,p) + margin."""
    for name, batch in all_batches.items():
        x, labels = batch["embeddings"], np.array(batch["labels"])
        difference = x[:, None, :] - x[None, :, :]
        d2 = (difference**2).sum(-1)
        same = labels[:, None] == labels[None, :]
        positive = same & ~np.eye(len(labels), dtype=bool)
        for given in settings(name, batch):
            d = d2 if given["squared"] else np.sqrt(d2)
            mask = positive[:, :, None] & ~same[:, None, :]
            ap, an = d[:, :, None], d[:, None, :]
            losses = ap - an + given["margin"]
            hard = mask & (an <= ap)
            semi = mask & (an > ap) & (an < ap + given["margin"])
            valid_anchor = positive.any(1) & (~same).any(1)
            each = []
            for a in np.nonzero(valid_anchor)[0]:
                each.append(max(0.0, d[a][positive[a]].max() - d[a][~same[a]].min()
                                + given["margin"]))
            result = {
                "valid": int(mask.sum()),
                "positive": int((mask & (losses > 0)).sum()),
                "hard": int(hard.sum()),
                "semiHard": int(semi.sum()),
                "easy": int((mask & ~hard & ~semi).sum()),
                "batchHardValid": float(np.mean(each)) if each else 0.0,
                "semiHardMean": float(losses[semi].mean()) if semi.any() else 0.0,
            }
            cases.add("counts", "numpy", result, batch=name, dtype="float64", **given)


def statistics_cases(cases, all_batches):
    """numpy's percentiles (linear interpolation) of the distances, each pair of points once."""
    shares = [5, 25, 50, 75, 95]
    for name, batch in all_batches.items():
        x, labels = batch["embeddings"], np.array(batch["labels"])
        if len(labels) < 2:
            continue
        d2 = ((x[:, None, :] - x[None, :, :])**2).sum(-1)
        same = labels[:, None] == labels[None, :]
        once = np.triu(np.ones_like(same), 1)
        for squared in (False, True):
            d = d2 if squared else np.sqrt(d2)
            result = {"meanPairwiseDistance": float(d[once].mean())}
            for key, mask in (("positive", same & once), ("negative", ~same & once)):
                if mask.any():
                    result[key] = {
                        "pairs": int(mask.sum()),
                        "mean": float(d[mask].mean()),
                        "percentiles": dict(zip(map(str, shares),
                                                np.percentile(d[mask], shares).tolist())),
                    }
            cases.add("statistics", "numpy", result, batch=name, dtype="float64", squared=squared)


def losses():
    all_batches = batches()
    cases = Cases()
    mask_cases(cases, all_batches)
    distance_cases(cases, all_batches)
    count_cases(cases, all_batches)
    statistics_cases(cases, all_batches)
    tensorflow_cases(cases, all_batches)
    torch_cases(cases, all_batches)
    triplet_margin_cases(cases)
    ranking_cases(cases)
    circle_cases(cases, all_batches)
    stored = {}
    for name, batch in all_batches.items():
        embeddings = batch.pop("embeddings")
        stored[name] = batch if "recipe" in batch else {"embeddings": embeddings.tolist(), **batch}
    return {
        "about": "Losses by numpy, TensorFlow, PyTorch and pytorch-metric-learning; see README.md.",
        "batches": stored,
        "inputs": cases.inputs,
        "pairs": cases.pairs,
        "cases": cases.list,
    }
