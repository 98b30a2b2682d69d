"""Lines as the eye sees them: where they begin, where they end, and whether they are blank."""

from collections.abc import Sequence
from typing import NamedTuple

from converter.expressions import expression

_INVISIBLE = "\u00ad\u200b\u2060"
"""Soft hyphen, zero width space, word joiner: nothing to see, but no white space to Python."""
_COLUMNS = {"\t": 4, "\u3000": 2}
"""Columns that a character of an indent takes; every other one takes one."""
_WIDE = expression(
    r"[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd]+"
)
"""Characters of two columns: ideographs, kana, Hangul syllables, and the marks among them (UAX #11)."""
_AMBIGUOUS = expression("[“”‘’…—─·]")
"""Marks that are as wide as ideographs among these, and narrow elsewhere."""


class Line(NamedTuple):
    """A line that is not blank."""

    number: int
    """Its number in the source, counted from 1."""
    indent: int
    """Columns before its text."""
    text: str
    width: int
    """Columns of its text."""
    is_broken: bool = False
    """Whether it ends as Markdown has it where a line's end is meant: two spaces or a backslash."""

    @property
    def end(self) -> int:
        """Column in which its text ends."""
        return self.indent + self.width

    def with_text(self, text: str) -> "Line":
        """The line with another text."""
        return self._replace(text=text, width=columns(text))


class Group(NamedTuple):
    """Lines with no blank line between them."""

    lines: tuple[Line, ...]
    gap: int
    """Blank lines before it."""
    gap_after: int = 0
    is_drawn: bool = False
    """Whether its lines are those of a table, a box or a picture made of characters."""

    @property
    def text(self) -> str:
        """All of it, a line a line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def number(self) -> int:
        """Number of its first line."""
        return self.lines[0].number


def columns(text: str) -> int:
    """Columns that a text takes on a screen."""
    if text.isascii():
        return len(text)
    wide = sum(map(len, _WIDE.findall(text)))
    return len(text) + wide + (len(_AMBIGUOUS.findall(text)) if 2 * wide > len(text) else 0)


def strip(line: str) -> str:
    """The line without white space or invisible characters at its ends; empty if it is blank."""
    return line.strip().strip(_INVISIBLE).strip()


def letters(text: str) -> str:
    """Its letters and digits in lower case: what two spellings of one title have in common."""
    return "".join(filter(str.isalnum, text)).casefold()


def read_line(raw: str, number: int) -> Line | None:
    """The line, or None if it is blank."""
    text = strip(raw)
    if not text:
        return None
    indent = raw[: len(raw) - len(raw.lstrip())]
    margin = sum(_COLUMNS.get(character, 1) for character in indent)
    is_marked = text.endswith("\\") and any(map(str.isalnum, text))
    bare = text.removesuffix("\\").rstrip() if is_marked else text
    return Line(number, margin, bare, columns(bare), is_marked or raw.endswith("  "))


def find_spacers(raw: Sequence[str], start: int, end: int) -> frozenset[int]:
    """Numbers of lines that seem blank and hold a no-break space or the like."""
    return frozenset(
        index + 1
        for index in range(start, end)
        if raw[index] and not raw[index].isascii() and not strip(raw[index])
    )
