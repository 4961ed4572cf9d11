"""Runs execute.py on a machine that takes its time before each question to the kernel."""

import runpy
import sys
import time

from jupyter_client import AsyncKernelClient

ask = AsyncKernelClient.kernel_info


def ask_late(client):
    time.sleep(0.3)
    return ask(client)


AsyncKernelClient.kernel_info = ask_late
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
