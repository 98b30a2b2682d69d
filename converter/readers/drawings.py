"""Tables, boxes and pictures that are drawn with characters: no line of theirs is a break."""

from collections.abc import Sequence
from itertools import groupby

from converter.readers.lines import Line

_SIDES = frozenset("|│┃║")
"""What a row of a table or a box begins with."""
_EDGES = _SIDES | frozenset("+┌┍┎┏├┝┠┣└┕┖┗╔╠╚╒╞╘╓╟╙╭╰")
"""The same, and what a rule between rows begins with."""
_STROKES = frozenset("/\\(")
"""What a picture is drawn with, and a scene break hardly ever."""


def find_drawings(lines: Sequence[Line | None], marks: Sequence[bool]) -> frozenset[int]:
    """Indices of the lines that are drawn; ``marks`` says which lines hold break marks alone."""
    found: set[int] = set()
    for kind, run in groupby(range(len(lines)), lambda index: _kind(lines[index], is_mark=marks[index])):
        indices = list(run)
        texts = [line.text for index in indices if (line := lines[index])]
        is_ruled = any(marks[index] for index in indices)
        if (kind == "table" and is_ruled and _has_rows(texts)) or (kind == "marks" and _is_picture(texts)):
            found.update(indices)
    return frozenset(found)


def _kind(line: Line | None, *, is_mark: bool) -> str:
    if line is None:
        return ""
    if line.text[0] in _EDGES:
        return "table"
    return "marks" if is_mark else ""


def _has_rows(texts: Sequence[str]) -> bool:
    return any(text[0] in _SIDES and any(map(str.isalnum, text)) for text in texts)


def _is_picture(texts: Sequence[str]) -> bool:
    return sum(not _STROKES.isdisjoint(text) for text in texts) >= 2
