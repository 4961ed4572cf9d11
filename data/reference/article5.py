"""Article 5's program: three random points, one loss. As it is, and over many seeds: article5.json.

`python article5.py run` is that program without the debugger's stop that the article left in its
loss, `python article5.py stop` with it.
"""

import pdb
import subprocess
import sys

import numpy as np
import torch
import torch.nn.functional as F

import torch_rules

M, GAMMA = 0.25, 256
SEEDS = 1000
SHOWN = 5
LABELS = torch.LongTensor([1, 1, 0])


def loss_of(sp, sn, stop=False):
    if stop:
        pdb.set_trace()
    return torch_rules.circle(sp, sn, M, GAMMA)


def draw():
    """Coordinates in [0, 1), so no similarity is negative."""
    features = F.normalize(torch.rand(3, 4, requires_grad=True))
    return features, *torch_rules.similarity_pairs(features, LABELS)


def program(how, answers):
    """How the program ends when a reader types `answers` at each stop."""
    ended = subprocess.run([sys.executable, __file__, how], input=answers, capture_output=True,
                           text=True)
    last = ended.stderr.splitlines()[-1:] if ended.returncode else []
    return {"code": ended.returncode, "stops": ended.stdout.count("(Pdb)"),
            "printsLoss": "loss=" in ended.stdout, "error": last[0] if last else ""}


def one(seed):
    torch.manual_seed(seed)
    features, sp, sn = draw()
    return features, sp, sn, loss_of(sp, sn)


def article5():
    runs = [one(seed) for seed in range(SEEDS)]
    losses = np.array([loss.item() for *_, loss in runs])
    least = min(min(sp.min().item(), sn.min().item()) for _, sp, sn, _ in runs)
    shares = [0, 5, 25, 50, 75, 95, 100]
    listed = [[part.detach().double().tolist() for part in run] for run in runs[:SHOWN]]
    return {
        "about": "rand(3, 4), labels 1 1 0, m 0.25, gamma 256, in float32, by seed; see README.md.",
        "program": {
            "as printed": program("stop", ""),
            "as printed, told to go on": program("stop", "continue\n"),
            "without its stop": program("run", ""),
        },
        "seeds": SEEDS,
        "percentiles": dict(zip(map(str, shares), np.percentile(losses, shares).tolist())),
        "leastSimilarity": least,
        "runs": [dict(zip(("features", "sp", "sn", "loss"), run)) for run in listed],
    }


if __name__ == "__main__":
    _, *pairs = draw()
    print(f"loss={loss_of(*pairs, stop=sys.argv[1] == 'stop')}")
