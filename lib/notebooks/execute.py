"""Runs one notebook on the Deno kernel, cell by cell, and tells what happens as lines of JSON.

    python execute.py NOTEBOOK OUT --timeout SECONDS [--guarded]

NOTEBOOK is read, never written. OUT gets the notebook as far as it came, also when a cell failed.
Lines on standard output: {"event": "start", "cells": N}, {"event": "cell", "cell": I},
{"event": "problem", "kind": "error" | "timeout" | "died" | "start", "cell": I, "message": "..."},
{"event": "end"}. Exit status 0 only when every cell ran.

The kernel never outlives this process; with --guarded this process does not outlive its standard
input, which whoever started it holds open.
"""

import argparse
import ctypes
import json
import os
import re
import signal
import sys
import threading
from queue import Empty

import nbformat
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def tell(**event):
    print(json.dumps(event), flush=True)


ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class PatientClient(NotebookClient):
    """Waits for a cell's last output.

    The Deno kernel sometimes reports that a cell is done before it sends the cell's result. So
    after each cell it is asked a question, and what it says before and shortly after its answer
    still belongs to the cell. It is asked once its reply is here: a message sent on a channel that
    is waited on swallows the signal of one that arrives there, which then is waited for in vain.
    """

    GRACE = 0.03

    async def _async_poll_for_reply(self, msg_id, cell, *waited_on):
        reply = await super()._async_poll_for_reply(msg_id, cell, *waited_on)
        question = self.kc.kernel_info()
        answered = False
        at = next(i for i, one in enumerate(self.nb.cells) if one is cell)
        while True:
            try:
                message = await ensure_async(
                    self.kc.iopub_channel.get_msg(timeout=self.GRACE if answered else 2)
                )
            except Empty:
                return reply
            parent = message["parent_header"].get("msg_id")
            if parent == question:
                answered = message["content"].get("execution_state") == "idle" or answered
            elif parent == msg_id and message["msg_type"] != "status":
                self.process_message(message, cell, at)


LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent():
    """In the kernel's process, before it becomes the kernel: Linux ends it when we are ended."""
    LIBC.prctl(1, signal.SIGKILL)  # 1: PR_SET_PDEATHSIG


def end_with_input(client):
    """Where the system cannot do it: our input ends when the process that started us does."""
    while os.read(0, 1):
        pass
    kernel = getattr(getattr(client.km, "provisioner", None), "pid", None)
    if kernel:
        os.kill(kernel, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    os._exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook")
    parser.add_argument("out")
    parser.add_argument("--timeout", type=float, default=600)
    parser.add_argument("--guarded", action="store_true")
    arguments = parser.parse_args()

    with open(arguments.notebook, encoding="utf-8") as file:
        notebook = nbformat.read(file, as_version=4)
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    position = {index: number for number, index in enumerate(code, 1)}
    at = {"cell": 0}

    def on_cell_execute(cell, cell_index):
        if cell_index in position:
            at["cell"] = position[cell_index]
            tell(event="cell", cell=at["cell"])

    client = PatientClient(
        notebook,
        kernel_name="deno",
        timeout=arguments.timeout,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(arguments.notebook))}},
        on_cell_execute=on_cell_execute,
    )
    for index in code:
        notebook.cells[index].outputs = []
        notebook.cells[index].execution_count = None
    if arguments.guarded:
        threading.Thread(target=end_with_input, args=(client,), daemon=True).start()
    guard = {"preexec_fn": end_with_parent} if LIBC else {}
    tell(event="start", cells=len(code))
    problem = None
    try:
        client.execute(**guard)
    except CellTimeoutError:
        problem = ("timeout", f"ran past its limit of {arguments.timeout:g} s")
    except DeadKernelError:
        problem = ("died", "the kernel died while it ran")
    except CellExecutionError as error:
        value = ANSI.sub("", error.evalue or error.ename or "an error without a message")
        problem = ("error", value)
    except Exception as error:  # the kernel did not start, a broken connection
        kind = "start" if at["cell"] == 0 else "died"
        problem = (kind, f"{type(error).__name__}: {error}")
    nbformat.write(notebook, arguments.out + ".tmp")
    os.replace(arguments.out + ".tmp", arguments.out)
    if problem:
        tell(event="problem", kind=problem[0], cell=at["cell"], message=problem[1])
        sys.exit(1)
    tell(event="end")


main()
