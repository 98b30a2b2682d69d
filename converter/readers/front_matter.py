"""Metadata as Markdown files have it: a fenced block of YAML, or Pandoc's lines with ``%``.

Only what people write there by hand is read, keys with values, lists and blocks; whatever else stands
between the fences stays with the key above it.
"""

import re
from collections.abc import Sequence

from converter.expressions import expression
from converter.readers.keys import Entry, field_of
from converter.readers.lines import strip
from converter.readers.story_start import Top, next_text

_KEY = expression(r"(?P<key>[^\W\d][\w .'’/-]{0,40}?)\s*:(?:\s+(?P<value>.*))?")
_BLOCK_MARKS = frozenset({"|", ">", "|-", ">-", "|+", ">+"})
_LONGEST = 400
_PANDOC_FIELDS = ("title", "authors", "published")


def read_front_matter(lines: Sequence[str]) -> Top | None:
    """A block between ``---`` and ``---`` or ``...``, or lines with ``%``; None without either."""
    first = next_text(lines, 0)
    if first == len(lines):
        return None
    if strip(lines[first]) == "---":
        return _fenced(lines, first)
    return _percent(lines, first) if lines[first].startswith("% ") else None


def _fenced(lines: Sequence[str], first: int) -> Top | None:
    inner = range(first + 1, min(first + _LONGEST, len(lines)))
    close = next((index for index in inner if strip(lines[index]) in {"---", "..."}), None)
    if close is None or not _KEY.fullmatch(strip(lines[first + 1])) or lines[first + 1][:1].isspace():
        return None
    entries: list[Entry] = []
    for index in range(first + 1, close):
        _take(entries, lines[index], index + 1)
    if not any(entry.field_name for entry in entries):
        return None
    return Top(tuple(entries), close + 1, len(lines))


def _take(entries: list[Entry], line: str, number: int) -> None:
    """Add a line as a new entry, or to the last one."""
    found = None if line[:1].isspace() else _KEY.fullmatch(strip(line))
    if found:
        value = strip(found["value"] or "")
        entry = Entry(found["key"], field_of(found["key"]), number, is_block=True)
        entry.parts += [] if value in _BLOCK_MARKS else _values(value)
        entries.append(entry)
    elif entries:
        entries[-1].parts.append(_unquoted(re.sub(r"^-\s+", "", strip(line))))


def _values(text: str) -> list[str]:
    """One value, or those of a list in brackets."""
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in map(str.strip, text[1:-1].split(",")) if part]
    return [_unquoted(text)] if text else []


def _unquoted(text: str) -> str:
    is_quoted = len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted else text


def _percent(lines: Sequence[str], first: int) -> Top | None:
    """Pandoc's title, authors and date, each on a line after ``%``, going on where a line is indented."""
    entries: list[Entry] = []
    index = first
    while index < len(lines) and len(entries) <= len(_PANDOC_FIELDS):
        line = lines[index]
        if line.startswith("%") and len(entries) < len(_PANDOC_FIELDS):
            name = _PANDOC_FIELDS[len(entries)]
            text = strip(line[1:])
            entries.append(Entry("%", name, index + 1, [text] if text else []))
        elif line[:1].isspace() and strip(line):
            entries[-1].parts.append(strip(line))
        else:
            break
        index += 1
    return Top(tuple(entries), index, len(lines)) if len(entries) > 1 else None
