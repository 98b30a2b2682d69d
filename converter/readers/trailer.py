"""What tools and archives put below a story."""

import re
from collections.abc import Sequence

from converter.errors import Notice
from converter.expressions import expression
from converter.readers.dropped import dropped
from converter.readers.keys import Entry, field_of
from converter.readers.lines import strip

_FOOTER = expression(
    r"End file\.|Please drop by the Archive and comment to let the (?:creator|author)s? know if you enjoyed"
    r" their work!?",
    re.IGNORECASE,
)
_TAGS = "[starting tags]"
_LINES_OF_TRAILER = 500


def read_trailer(
    lines: Sequence[str], start: int, end: int
) -> tuple[int, tuple[Entry, ...], tuple[Notice, ...]]:
    """Where the story ends before ``end``, the entries of a trailer of tags, and what was left out."""
    end, notices = _above_footers(lines, start, end)
    mark = next(
        (i for i in range(max(start, end - _LINES_OF_TRAILER), end) if strip(lines[i]) == _TAGS), None
    )
    if mark is None:
        return end, (), notices
    text = f"The tags below “{_TAGS}” are read as part of the header."
    entries = _entries(lines, mark + 1, end)
    end, more = _above_footers(lines, start, mark)
    return end, entries, (Notice("trailer", mark + 1, text), *more, *notices)


def _above_footers(lines: Sequence[str], start: int, end: int) -> tuple[int, tuple[Notice, ...]]:
    notices: list[Notice] = []
    for index in range(end - 1, start - 1, -1):
        text = strip(lines[index])
        if _FOOTER.fullmatch(text):
            end = index
            notices += dropped("footer", lines, index, index + 1, "an archive's or a tool's last line")
        elif text:
            break
    return end, tuple(reversed(notices))


def _entries(lines: Sequence[str], start: int, end: int) -> tuple[Entry, ...]:
    """An entry a key; the values stand below it, one a line, or ``None``."""
    entries: list[Entry] = [Entry("Trailer", "others", start)]
    for index in range(start, end):
        text = strip(lines[index])
        key, colon, value = map(str.strip, text.partition(":"))
        if colon and field_of(key):
            entries.append(Entry(key, field_of(key), index + 1, [value] if value else [], is_block=True))
        elif text:
            entries[-1].parts.append(text)
    return tuple(entry for entry in entries if entry.value not in {"", "None"})
