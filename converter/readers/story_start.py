"""Where a story begins below what stands above it: what all readers of tops have in common."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from converter.errors import Notice
from converter.expressions import expression
from converter.readers.keys import Entry
from converter.readers.lines import strip

_STORY_MARKS = frozenset({"chapter text", "chapter text:", "work text", "work text:"})
_FIRST_HEADING = expression(
    r"(?:[^\W\d_]+\s+(?:1|I|one|eins?|un|uno)\b|第[1１一]|(?:prologue?|preface|foreword|prolog)\b).{0,60}",
    re.IGNORECASE,
)


class Top(NamedTuple):
    """What stands above a story, and where the story begins and ends."""

    entries: tuple[Entry, ...]
    start: int
    """Index of the first line of the story."""
    end: int
    notices: tuple[Notice, ...] = ()
    titles: tuple[str, ...] = ()
    """Chapters that a list of contents named, which was left out."""


def read_story_mark(lines: Sequence[str], start: int = 0, entries: tuple[Entry, ...] = ()) -> Top | None:
    """A line that only says that the story begins; None where the next line of text says anything else."""
    mark = next_text(lines, start)
    if mark == len(lines) or not is_story_mark(strip(lines[mark])):
        return None
    text = f"“{strip(lines[mark])}” only says that the story begins; it is dropped."
    return Top(entries, mark + 1, len(lines), (Notice("story-mark", mark + 1, text),))


def is_story_mark(text: str) -> bool:
    """Whether a line only says that the story begins."""
    return text.casefold() in _STORY_MARKS


def next_text(lines: Sequence[str], start: int) -> int:
    """Index of the first line from ``start`` on that is not blank; the number of lines without one."""
    return next((index for index in range(start, len(lines)) if strip(lines[index])), len(lines))


def is_first_heading(text: str) -> bool:
    """Whether a line looks like the first heading of a story, in any language that puts the number last."""
    return bool(_FIRST_HEADING.fullmatch(text))
