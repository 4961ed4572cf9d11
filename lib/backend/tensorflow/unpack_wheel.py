"""Unpacks what the addon needs of TensorFlow's wheel, which holds 15,000 files.

    python unpack_wheel.py WHEEL FOLDER BINDING LIBRARY...

The libraries, and every header that the sources in BINDING lead to. Prints the requirements of the
wheel's extra `and-cuda`.
"""

import os
import re
import shutil
import sys
import zipfile

wheel, target, binding, *libraries = sys.argv[1:]
include = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
archive = zipfile.ZipFile(wheel)
names = set(archive.namelist())
wanted = ["tensorflow/" + name for name in libraries]
queue = []
for source in os.listdir(binding):
    with open(os.path.join(binding, source), encoding="utf-8") as text:
        queue += include.findall(text.read())
seen = set()
while queue:
    header = queue.pop()
    name = "tensorflow/include/" + header
    if header in seen or name not in names:
        continue
    seen.add(header)
    wanted.append(name)
    queue += include.findall(archive.read(name).decode("utf-8", "replace"))
for name in wanted:
    path = os.path.join(target, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with archive.open(name) as source, open(path, "wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 22)
metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
for line in archive.read(metadata).decode().splitlines():
    found = re.match(r"Requires-Dist: (nvidia-[^;]+);.*and-cuda", line)
    if found:
        print(found.group(1).strip())
