"""Article 3's program with its own operations, run: article3.json. Needs a C compiler and glibc.

Where the stack is too small for its arrays the program is killed, which is recorded as it is.
"""

import platform
import resource
import signal
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "lib/lessons/article3/as_printed.c"
FLAGS = ["-O2", "-std=c11", "-ffp-contract=off"]
STACK = 8192  # KiB

# (batch, offset, spread, squared): the article's own, the border of its stack, and nearly equal
# points far from 0.
RUNS = [(10, 0, 1, 0), (198, 0, 1, 0), (199, 0, 1, 0), (256, 0, 1, 0), (100, 1000, 1e-6, 1)]


def limited():
    resource.setrlimit(resource.RLIMIT_STACK, (1024 * STACK, 1024 * STACK))


def run(folder, batch, offset, spread, squared):
    program = f"{folder}/as_printed"
    subprocess.run(["cc", *FLAGS, f"-DBATCH={batch}", SOURCE, "-lm", "-o", program], check=True)
    ended = subprocess.run([program, str(offset), str(spread), str(squared)],
                           capture_output=True, text=True, preexec_fn=limited)
    given = {"batch": batch, "offset": offset, "spread": spread, "squared": bool(squared)}
    if ended.returncode < 0:
        return {**given, "killed": signal.Signals(-ended.returncode).name}
    line, rest = ended.stdout.splitlines()
    loss, least = map(float, rest.split())
    return {**given, "line": line.rstrip(), "loss": loss, "least": least}


def article3():
    compiler = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        return {
            "about": "as_printed.c: its line, the loss in full, the smallest distance; or its end.",
            "compiler": compiler.stdout.splitlines()[0],
            "libc": " ".join(platform.libc_ver()),
            "flags": FLAGS,
            "stackKiB": STACK,
            "runs": [run(folder, *each) for each in RUNS],
        }
