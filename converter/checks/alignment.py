"""Where two long runs of words differ, in time that grows with their length.

``difflib`` alone takes the square of it. So runs of words that stand once in each are matched first,
as in a patience diff; what lies between two of them is short, and left to ``difflib``.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

_RUNS = (8, 3, 1)
"""Lengths of the runs that are matched, in words; shorter ones only where longer ones leave much."""
_LITTLE = 100_000
"""Product of two lengths up to which ``difflib`` is quick in the worst case."""


class Hunk(Struct, frozen=True):
    """A place where both differ: words ``a`` to ``a_end`` of one became ``b`` to ``b_end`` of the other."""

    a: int
    a_end: int
    b: int
    b_end: int


def hunks(a: Sequence[str], b: Sequence[str]) -> Iterator[Hunk]:
    """Every place where the two differ, in order.

    >>> list(hunks("one two three four".split(), "one three four five".split()))
    [Hunk(a=1, a_end=2, b=1, b_end=1), Hunk(a=4, a_end=4, b=3, b_end=4)]
    """
    yield from _differ(a, b, Hunk(0, len(a), 0, len(b)), _RUNS)


def _differ(a: Sequence[str], b: Sequence[str], whole: Hunk, runs: Sequence[int]) -> Iterator[Hunk]:
    whole = _trim(a, b, whole)
    lengths = whole.a_end - whole.a, whole.b_end - whole.b
    if not any(lengths):
        return
    if not all(lengths):
        yield whole
    elif lengths[0] * lengths[1] <= _LITTLE:
        yield from _differ_little(a, b, whole)
    elif runs:
        for gap in _gaps(a, b, whole, runs[0]):
            yield from _differ(a, b, gap, runs[1:])
    else:
        yield whole


def _trim(a: Sequence[str], b: Sequence[str], whole: Hunk) -> Hunk:
    """The hunk without what both begin and end with."""
    start, other = whole.a, whole.b
    end, other_end = whole.a_end, whole.b_end
    while start < end and other < other_end and a[start] == b[other]:
        start, other = start + 1, other + 1
    while start < end and other < other_end and a[end - 1] == b[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    return Hunk(start, end, other, other_end)


def _differ_little(a: Sequence[str], b: Sequence[str], whole: Hunk) -> Iterator[Hunk]:
    parts = a[whole.a : whole.a_end], b[whole.b : whole.b_end]
    for tag, start, end, other, other_end in SequenceMatcher(None, *parts, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(whole.a + start, whole.a + end, whole.b + other, whole.b + other_end)


def _gaps(a: Sequence[str], b: Sequence[str], whole: Hunk, run: int) -> Iterator[Hunk]:
    """What lies between the runs of that length that stand once in each, in the same order."""
    places, others = _once(a, whole.a, whole.a_end, run), _once(b, whole.b, whole.b_end, run)
    pairs = [(place, others[words]) for words, place in places.items() if words in others]
    end, other_end = whole.a, whole.b
    for place, other in _rising(pairs):
        if place >= end and other >= other_end:
            yield Hunk(end, place, other_end, other)
        elif place - end != other - other_end:
            continue  # overlaps the run before, and not as its continuation
        end, other_end = place + run, other + run
    yield Hunk(end, whole.a_end, other_end, whole.b_end)


def _once(words: Sequence[str], start: int, end: int, run: int) -> dict[tuple[str, ...], int]:
    """Where each run of words begins that stands there only once."""
    found: dict[tuple[str, ...], int] = {}
    repeated = set()
    for place in range(start, end - run + 1):
        key = tuple(words[place : place + run])
        if key in found:
            repeated.add(key)
        else:
            found[key] = place
    return {key: place for key, place in found.items() if key not in repeated}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection of pairs, given in order of the first number, in which the second rises."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for index, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(tails[length - 1] if length else -1)
        if length == len(ends):
            ends.append(other)
            tails.append(index)
        else:
            ends[length], tails[length] = other, index
    chosen = []
    index = tails[-1] if tails else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]
