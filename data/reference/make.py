"""Makes the reference values of this folder: python make.py [--check] [name ...].

See README.md for how to set the environment up. `--check` writes nothing and tells, file by file,
whether the recorded numbers come out again.
"""

import os

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hashlib
import importlib
import json
import math
import platform
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = ("numpy", "scikit-learn", "torch", "tensorflow-cpu", "pytorch-metric-learning")

# File, and the module with a function of the same name that gives its content.
FILES = ("glibc_rand", "article1", "article3", "article4", "article5", "evaluation", "losses",
         "sentence_losses")


def plain(value):
    """JSON has no NaN and no Infinity: they are written as the strings that name them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, float) and value == int(value) and abs(value) < 2**53:
        return int(value)
    return value


def write(value, indent=0):
    """Objects one key a line; arrays that hold no object on one line."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        lines = [f"{pad} {json.dumps(k)}: {write(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{pad}}}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(f"{pad} {write(v, indent + 1)}" for v in value) + f"\n{pad}]"
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def numbers(value):
    """All numbers of a document, in order."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return [value] if isinstance(value, (int, float)) else []
    return [number for item in value for number in numbers(item)]


def sums():
    """What SHA256SUMS holds: readers refuse a file that is another than the one made here."""
    made = [HERE / f"{name}.json" for name in sorted(FILES)]
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)


def main(arguments):
    check = "--check" in arguments
    names = [a for a in arguments if not a.startswith("--")] or FILES
    same = True
    for name in names:
        module = importlib.import_module(name)
        content = getattr(module, name)()
        document = plain({
            "made": {
                "by": "data/reference/make.py",
                "python": platform.python_version(),
                "packages": {package: version(package)
                             for package in getattr(module, "PACKAGES", PACKAGES)},
            },
            **content,
        })
        text = write(document) + "\n"
        path = HERE / f"{name}.json"
        if not check:
            path.write_text(text)
            print(f"{path.name}: {len(text)} bytes")
            continue
        recorded = path.read_text()
        if recorded == text:
            print(f"{path.name}: the same bytes")
            continue
        old, new = numbers(json.loads(recorded)), numbers(document)
        if len(old) != len(new):
            print(f"{path.name}: DIFFERENT, {len(old)} numbers recorded, {len(new)} made")
            same = False
            continue
        worst = max((abs(a - b) / max(1e-12, abs(a)) for a, b in zip(old, new)), default=0)
        print(f"{path.name}: other bytes, largest relative difference of a number {worst:.2g}")
        same = same and worst < 1e-6
    if not check:
        (HERE / "SHA256SUMS").write_text(sums())
    elif (HERE / "SHA256SUMS").read_text() != sums():
        print("SHA256SUMS: DIFFERENT, the recorded files are not those that were made")
        same = False
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
