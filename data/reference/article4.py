"""What PyTorch answers to article 4's steps where they cannot work, on the lessons' six points:
article4.json."""

import torch

import article1
import torch_rules

ROWS = torch.tensor(article1.POINTS)
LABELS = torch.tensor(article1.LABELS)
MARGIN = 0.3


def answer(function):
    """A number, or the refusal in PyTorch's words."""
    try:
        return {"value": float(function())}
    except (RuntimeError, IndexError) as error:
        return {"error": type(error).__name__, "message": str(error).split("\n")[0]}


def farthest_joined(lift):
    """The farthest positives row by row, joined by torch.cat, each lifted to a list of one or not."""
    d = torch.cdist(ROWS, ROWS)
    rows = [d[i][LABELS == LABELS[i]].max() for i in range(len(LABELS))]
    return torch.cat([row.unsqueeze(0) if lift else row for row in rows]).mean()


def in_place(stretched_only):
    """addmm_ gives the very tensor that it was called on; one stretched by expand it cannot write."""
    squares = ROWS.pow(2).sum(1, keepdim=True).expand(len(ROWS), len(ROWS))
    total = squares if stretched_only else squares + squares.t()
    given = total.addmm_(ROWS, ROWS.t(), beta=1, alpha=-2)
    differences = (ROWS[:, None] - ROWS[None, :]).pow(2).sum(2)
    return given.data_ptr() == total.data_ptr() and torch.equal(given, differences)


def article4():
    one_class = torch.zeros_like(LABELS)
    cases = {
        "all steps": lambda: torch_rules.batch_hard_open_reid(LABELS, ROWS, MARGIN),
        "joined, each lifted": lambda: farthest_joined(True),
        "joined, not lifted": lambda: farthest_joined(False),
        "a label for each class": lambda: LABELS.unique().expand(len(ROWS), len(ROWS)).sum(),
        "one class": lambda: torch_rules.batch_hard_open_reid(one_class, ROWS, MARGIN),
        "added in place": lambda: in_place(False),
        "added in place, only stretched": lambda: in_place(True),
    }
    return {
        "about": "Article 4's steps in PyTorch, and its refusals; see README.md.",
        "points": ROWS.tolist(),
        "labels": LABELS.tolist(),
        "margin": MARGIN,
        "cases": [{"what": what, **answer(function)} for what, function in cases.items()],
    }
