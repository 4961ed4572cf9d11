"""What glibc's own rand() gives, for glibcRand: glibc_rand.json. Needs a Linux with glibc."""

import ctypes
import hashlib
import platform
import struct

COUNT = 10_000


def glibc_rand():
    name, release = platform.libc_ver()
    assert name == "glibc", f"this needs glibc, not {name or 'another C library'}"
    c = ctypes.CDLL(None)
    cases = []
    for seed in (0, 1, 2, 12345, 2**31, 2**32 - 1):
        c.srand(ctypes.c_uint(seed))
        drawn = [c.rand() for _ in range(COUNT)]
        cases.append({
            "seed": seed,
            "count": COUNT,
            "first": drawn[:8],
            "last": drawn[-1],
            "sha256": hashlib.sha256(struct.pack(f"<{COUNT}i", *drawn)).hexdigest(),
        })
    return {
        "about": "rand() after srand(seed); sha256 is of all values as little-endian int32.",
        "glibc": release,
        "cases": cases,
    }
