"""Looks at the packages that a requirements file pins, and prints one line of JSON.

    python look_at_packages.py requirements.txt [mend]

"broken": the lines of those that are missing, of another version, or whose files are not those that
were installed (by the sums that pip wrote down); "problem": what does not import, if anything. The
sums of wheels with compiled code are left out where they are not known. `mend` takes away what pip,
killed as it unpacked, has left of a package without the list of its files: pip refuses to replace it.
"""

import base64
import glob
import hashlib
import importlib
import importlib.metadata
import json
import os
import platform
import re
import shutil
import sys
import sysconfig

from pip._vendor.packaging.requirements import Requirement

IMPORTED = ["jupyterlab", "jupyter_server", "nbclient", "nbformat", "jupyter_client", "zmq"]

TRIED = ("Linux", "x86_64", "glibc", (3, 11))


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


def is_broken(line):
    requirement = Requirement(line.split("--hash")[0])
    if requirement.marker and not requirement.marker.evaluate():
        return False
    try:
        found = importlib.metadata.distribution(requirement.name)
        right = requirement.specifier.contains(found.version, prereleases=True)
        return not (right and found.files and all(map(is_whole, found.files)))
    except Exception:
        return True


def pinned(path):
    """The lines of a requirements file, each with its sum where that is known here."""
    with open(path, encoding="utf-8") as file:
        pure, compiled = re.split(r"^# Compiled.*$", file.read(), flags=re.M)
    here = (platform.system(), platform.machine(), platform.libc_ver()[0], sys.version_info[:2])
    if here != TRIED:
        compiled = re.sub(r"--hash=\S+", "", compiled)
    lines = (pure + compiled).replace("\\\n", " ").split("\n")
    return [" ".join(line.split()) for line in lines if line[:1].isalnum()]


def main():
    if sys.argv[2:] == ["mend"]:
        for path in glob.glob(os.path.join(sysconfig.get_path("purelib"), "*.dist-info")):
            if not os.path.exists(os.path.join(path, "RECORD")):
                shutil.rmtree(path, ignore_errors=True)
    result = {"broken": [line for line in pinned(sys.argv[1]) if is_broken(line)]}
    for name in [] if result["broken"] else IMPORTED:
        try:
            importlib.import_module(name)
        except Exception as error:
            result["problem"] = f"{name} in .venv does not import ({type(error).__name__}: {error})"
            break
    print(json.dumps(result))


main()
