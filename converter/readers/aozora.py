"""Aozora Bunko's files: title and author above a fenced key to the marks, and a colophon below."""

from collections.abc import Sequence
from itertools import takewhile

from converter.errors import Notice
from converter.expressions import expression
from converter.readers.dropped import dropped
from converter.readers.keys import Entry
from converter.readers.lines import strip
from converter.readers.story_start import Top, next_text

_FENCE = expression(r"-{20,}")
_KEY = "記号について"
_COLOPHON = "底本："
_LIBRARY = "青空文庫"
_MOST_NAMES = 8
"""Lines of titles and people above the fence."""
_LINES_OF_KEY = 60
_LINES_OF_COLOPHON = 60


def read_aozora(lines: Sequence[str]) -> Top | None:
    """The work between the fenced key and the colophon; None with neither of them."""
    first = next_text(lines, 0)
    names = list(takewhile(bool, map(strip, lines[first : first + _MOST_NAMES + 1])))
    above = first + len(names)
    start = _below_key(lines, above)
    end = _colophon(lines)
    if not names or len(names) > _MOST_NAMES or (start is None and end is None):
        return None
    notices: tuple[Notice, ...] = ()
    if start is not None:
        notices += dropped("aozora-key", lines, above, start, "the library's key to its marks")
    if end is not None:
        notices += dropped("aozora-colophon", lines, end, len(lines), "the library's colophon")
    end = len(lines) if end is None else end
    return Top(_entries(names, first + 1), min(above if start is None else start, end), end, notices)


def _entries(names: Sequence[str], line: int) -> tuple[Entry, ...]:
    """Title, subtitles, author, and then whoever translated it."""
    people = [name for name in names[1:] if name.endswith("訳")]
    authors = [name for name in names[1:] if not name.endswith("訳")]
    entries = [Entry("Title", "title", line, [": ".join([names[0], *authors[:-1]])])]
    entries += [Entry("Author", "authors", line, [author]) for author in authors[-1:]]
    entries += [Entry("Translator", "others", line, [name]) for name in people]
    return (*entries, Entry("Language", "language", line, ["日本語"]))


def _below_key(lines: Sequence[str], above: int) -> int | None:
    """Index of the line below the fenced key; None without one."""
    first = next_text(lines, above)
    fences = [
        index
        for index in range(first, min(first + _LINES_OF_KEY, len(lines)))
        if _FENCE.fullmatch(strip(lines[index]))
    ]
    if len(fences) < 2 or fences[0] != first:
        return None
    return fences[1] + 1 if _KEY in "".join(lines[first : fences[1]]) else None


def _colophon(lines: Sequence[str]) -> int | None:
    """Index of the colophon's first line; None without one that names the library."""
    tail = range(max(0, len(lines) - _LINES_OF_COLOPHON), len(lines))
    starts = [index for index in tail if strip(lines[index]).startswith(_COLOPHON)]
    if not starts or _LIBRARY not in "".join(lines[starts[0] :]):
        return None
    return starts[0]
