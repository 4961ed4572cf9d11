"""Numbers that Python and TypeScript both make, bit for bit: a linear congruential generator.

    state <- (1664525 * state + 1013904223) mod 2^32
    value  = ((state >> 8) - 2^23) / 2^23        in [-1, 1), exact in float32

One value a step, the first one from the state after the first step.
"""

import numpy as np


def lcg_states(seed, count):
    """The first `count` states after `seed`."""
    state = seed & 0xFFFFFFFF
    states = np.empty(count, dtype=np.int64)
    for i in range(count):
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        states[i] = state
    return states


def lcg_values(seed, *shape):
    """An array of that shape, filled row by row, in float64 (every value is exact in float32)."""
    states = lcg_states(seed, int(np.prod(shape)))
    return (((states >> 8) - 2**23) / 2.0**23).reshape(shape)


def lcg_integers(seed, bound, count):
    """`count` whole numbers in 0 ... bound - 1: (state >> 8) mod bound."""
    return [int(x) for x in (lcg_states(seed, count) >> 8) % bound]
