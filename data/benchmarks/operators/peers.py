"""The Python peers of the benchmark, each as a process of its own: python peers.py FRAMEWORK.

The framework is imported once. Each peer is then forked off, so that it starts at once and its peak
memory is that of a whole process, imports included. Orders come as lines of JSON, one at a time, and
each is answered by one line:

    {"do": "start", "name": N, "peer": P, "case": {...}}  forks peer P under the name N
    {"do": "prepare", "name": N}                          reads the batch, computes it, warms up
    {"do": "burst", "name": N, "calls": n, "warm": w}     w calls, then the mean time of n more
    {"do": "end", "name": N}                              ends it
"""

import importlib
import json
import os
import signal
import sys
import time

import numpy as np


def peak_megabytes():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    import resource
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def limit_memory(limit):
    """Past this the system refuses memory: better an error here than a machine that swaps."""
    try:
        import resource
        if limit:
            resource.setrlimit(resource.RLIMIT_DATA, (int(limit), int(limit)))
    except (ImportError, ValueError, OSError):
        pass


class Peer:
    """One peer in its own process."""

    def __init__(self, module, name, case):
        self.module, self.name, self.case = module, name, case
        self.call = None

    def prepare(self, _order):
        case = self.case
        x = np.fromfile(case["embeddings"], np.float32).reshape(case["batch"], case["dim"])
        labels = np.fromfile(case["labels"], np.int32)
        self.call = self.module.make(self.name, x, labels, case)
        spent = []
        while len(spent) < 4 and sum(spent) < 3.0:
            start = time.perf_counter()
            loss, gradient = self.call()
            spent.append(time.perf_counter() - start)
        norm = None if gradient is None else float(np.linalg.norm(gradient.astype(np.float64)))
        return {"loss": float(loss), "gradientNorm": norm, "seconds": min(spent)}

    def burst(self, order):
        start = time.perf_counter()
        for _ in range(order["warm"]):
            self.call()
            if time.perf_counter() - start > order["most"] / 4:
                break
        start = time.perf_counter()
        for done in range(1, order["calls"] + 1):
            self.call()
            spent = time.perf_counter() - start
            if spent > order["most"]:
                break
        return {"seconds": spent / done}

    def serve(self, orders, answers):
        for line in orders:
            order = json.loads(line)
            try:
                answer = getattr(self, order["do"])(order)
                answer["peak"] = peak_megabytes()
            except Exception as error:  # told to the race, which records it
                answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def start(module, order, others):
    to_child, from_child = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(to_child[1])
        os.close(from_child[0])
        limit_memory(order["case"].get("limit"))
        # Else a peer would hold its siblings' pipes open.
        for _, orders, answers in others:
            orders.close()
            answers.close()
        orders, answers = os.fdopen(to_child[0]), os.fdopen(from_child[1], "w")
        Peer(module, order["peer"], order["case"]).serve(orders, answers)
        os._exit(0)
    os.close(to_child[0])
    os.close(from_child[1])
    return pid, os.fdopen(to_child[1], "w"), os.fdopen(from_child[0])


def end(child):
    pid, orders, answers = child
    for pipe in (orders, answers):
        try:
            pipe.close()
        except OSError:
            pass
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)


def main(framework):
    module = importlib.import_module(f"{framework}_peers")
    children = {}

    def answer(value):
        print(json.dumps(value), flush=True)

    answer({"versions": module.versions(), "pid": os.getpid()})
    for line in sys.stdin:
        order = json.loads(line)
        name = order["name"]
        if order["do"] == "start":
            children[name] = start(module, order, children.values())
            answer({"pid": children[name][0]})
        elif order["do"] == "end":
            if name in children:
                end(children.pop(name))
            answer({})
        elif name not in children:
            answer({"error": "it is not running"})
        else:
            _, orders, answers = children[name]
            try:
                orders.write(line)
                orders.flush()
                reply = answers.readline()
            except OSError:
                reply = ""
            if reply:
                print(reply, end="", flush=True)
            else:
                end(children.pop(name))
                answer({"error": "it was ended", "gone": True})
    for child in children.values():
        end(child)


if __name__ == "__main__":
    main(sys.argv[1])
