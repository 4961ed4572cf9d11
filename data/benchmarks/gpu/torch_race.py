"""PyTorch's forms of batch all on the card, on the batches that race.ts left:

    python3 torch_race.py FOLDER BATCHES SECONDS [cpu]

(cpu: not on the card, to try the forms.) One line of JSON a form and size, as soon as it is known. Without PyTorch or CUDA it says so."""

import json
import os
import sys
import time

folder, batches, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
DEVICE = "cpu" if sys.argv[4:] == ["cpu"] else "cuda"
end = time.monotonic() + seconds
os.environ["CUDA_VISIBLE_DEVICES"] = os.environ.get("CUDA_VISIBLE_DEVICES") or "0"
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "operators"))


def leave(sentence):
    print(sentence)
    sys.exit(3)


try:
    import numpy as np
    import torch
    import torch_peers
except ImportError as error:
    leave(f"Not raced: this python has no PyTorch ({error}).")
if DEVICE == "cuda" and not torch.cuda.is_available():
    leave(f"Not raced: PyTorch {torch.__version__} has no CUDA device here.")

DIM, K, MARGIN = 128, 4, 0.2
torch.set_default_device(DEVICE)


def graph(loss_of):
    def call(y, x):
        x.grad = None
        loss = loss_of(y, x, MARGIN)
        loss.backward()
        return loss.item()
    return call


def by_hand(form):
    return lambda y, x: form(y, x.detach(), MARGIN)[0].item()


FORMS = {
    "compact": graph(torch_peers.compact),
    "sorted negatives": by_hand(torch_peers.sorted_negatives),
    "sorted positives": by_hand(torch_peers.sorted_positives),
    "B x B x B": graph(torch_peers.b3),
    "compact, compiled": graph(torch.compile(torch_peers.compact, dynamic=False)),
    "sorted positives, compiled": by_hand(torch.compile(torch_peers.sorted_positives, dynamic=False)),
}


def timed(call, size):
    rows = np.fromfile(os.path.join(batches, f"{size}.f32"), np.float32)
    x = torch.from_numpy(rows.reshape(size, DIM)).to(DEVICE).requires_grad_()
    y = torch.arange(size) // K
    if DEVICE == "cuda":
        torch.cuda.reset_peak_memory_stats()
    start = time.perf_counter()
    loss = call(y, x)
    warm_up = time.perf_counter() - start
    times, began = [], time.perf_counter()
    while len(times) < 2 or (len(times) < 22 and time.perf_counter() - began < 2):
        start = time.perf_counter()
        loss = call(y, x)
        if DEVICE == "cuda":
            torch.cuda.synchronize()
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    return {"milliseconds": times[len(times) // 2], "least": times[0], "calls": len(times),
            "warmUp": 1000 * warm_up, "loss": loss,
            "megabytes": torch.cuda.max_memory_allocated() / 1e6 if DEVICE == "cuda" else None}


def main():
    sizes = sorted(int(name.split(".")[0]) for name in os.listdir(batches))
    failed = set()
    with open(os.path.join(folder, "torch.jsonl"), "a") as races:
        # Form by form: a compiler that takes minutes must not stand before the others' large sizes.
        for form, call in FORMS.items():
            for size in sizes:
                device = torch.cuda.get_device_name() if DEVICE == "cuda" else "processor"
                row = {"form": f"PyTorch, {form}", "device": device, "software": DEVICE == "cpu", "torch": torch.__version__, "batch": size}
                if form in failed:
                    continue
                if time.monotonic() > end:
                    row["skipped"] = "its turn did not come: the time was over"
                else:
                    try:
                        row.update(timed(call, size))
                    except Exception as error:  # out of memory, or no compiler for torch.compile
                        failed.add(form)  # nor will a larger batch do
                        lines = str(error).splitlines() or [""]
                        row["skipped"] = f"{type(error).__name__}: {lines[0][:200]}"
                    if DEVICE == "cuda":
                        torch.cuda.empty_cache()
                races.write(json.dumps(row) + "\n")
                races.flush()
                print(f"B = {size}, {form}: ", row.get("skipped") or f"{row['milliseconds']:.3g} ms")


if not os.path.isdir(batches):
    leave("Not raced: there are no batches; race.ts makes them.")
try:
    main()
except OSError as error:
    leave(f"torch.jsonl: no more rows fit ({error.strerror}).")
