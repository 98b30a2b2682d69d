"""Whether the time of some work grows with its text, and not with the square of its length."""

import gc
import time
from collections.abc import Callable

_LONGER = 16
"""How many times longer the long text is: linear work takes as many times its time, a square 256 times."""
_BOUND = 64
"""What lies in the middle, four times from either: no noise is that loud, and no square that quiet."""
_TRIES = 3
"""Noise only ever adds, so the best of a few is the truest."""


def is_linear(work: Callable[[str], object], unit: str, size: int) -> bool:
    """Whether the time of ``work`` grows with its text: ``unit``, repeated to about ``size`` characters."""
    text = unit * (size // _LONGER // len(unit))
    short = min(_seconds(work, text) for _ in range(_TRIES))
    return any(_seconds(work, text * _LONGER) < _BOUND * short for _ in range(_TRIES))


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Of the processor, in this process; without walks through what other tests have left behind."""
    gc.disable()
    try:
        begin = time.process_time()
        work(text)
        return time.process_time() - begin
    finally:
        gc.enable()
