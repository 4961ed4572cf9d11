"""Looks at the packages that a requirements file pins, and prints one line of JSON.

    python look_at_packages.py requirements.txt

"broken": the names of those that are missing, of another version, or whose files are not those that
were installed (by the sums that pip wrote down); "problem": what does not import, if anything.
"""

import base64
import hashlib
import importlib
import importlib.metadata
import json
import sys

from pip._vendor.packaging.requirements import Requirement

IMPORTED = ["jupyterlab", "jupyter_server", "nbclient", "nbformat", "jupyter_client", "zmq"]


def is_whole(file):
    """Whether a file is there and has the sum that was written down for it, if one was."""
    path = file.locate()
    if not file.hash:
        return file.suffix == ".pyc" or path.exists()
    try:
        with open(path, "rb") as content:
            sum = hashlib.new(file.hash.mode, content.read()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(sum).rstrip(b"=").decode() == file.hash.value


def is_broken(requirement):
    try:
        found = importlib.metadata.distribution(requirement.name)
        right = requirement.specifier.contains(found.version, prereleases=True)
        return not (right and found.files and all(map(is_whole, found.files)))
    except Exception:
        return True


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.read().replace("\\\n", " ").split("\n")
    pinned = [Requirement(line.split("--hash")[0]) for line in lines if line[:1].isalnum()]
    here = [one for one in pinned if not one.marker or one.marker.evaluate()]
    result = {"broken": [one.name for one in here if is_broken(one)]}
    for name in [] if result["broken"] else IMPORTED:
        try:
            importlib.import_module(name)
        except Exception as error:
            result["problem"] = f"{name} in .venv does not import ({type(error).__name__}: {error})"
            break
    print(json.dumps(result))


main()
