"""Markup that is opened in one paragraph and closed in another, carried over the blank lines between."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.readers.inlines import ANY_BBCODE, ANY_TAG, Markup
from converter.readers.lines import strip

_CARRIED = frozenset(
    "a b big blockquote center cite code del em font i ins kbd q s samp small span strike strong sub sup tt u"
    " quote spoiler".split()
)
_FARTHEST = 60
"""Lines beyond which a closing tag is not the partner of an opening one."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A tag or code."""

    line: int
    name: str
    text: str
    is_closing: bool


def carry_markup(lines: Sequence[str], markup: Markup) -> list[str]:
    """The lines with such markup closed before each blank line and opened again behind it.

    Markup without a partner is left as it is.
    """
    carried = list(lines)
    if not (markup.html or markup.bbcode):
        return carried
    for opening, closing in _pairs(_marks(lines, markup)):
        for index in range(opening.line, closing.line):
            if strip(lines[index]) and not strip(lines[index + 1]):
                carried[index] += closing.text
            if not strip(lines[index]) and strip(lines[index + 1]):
                carried[index + 1] = opening.text + carried[index + 1].lstrip()
    return carried


def _marks(lines: Sequence[str], markup: Markup) -> Iterator[_Mark]:
    """The tags and codes in their order, those that count."""
    for index, line in enumerate(lines):
        found: list[re.Match[str]] = []
        if markup.html and "<" in line:
            found += ANY_TAG.finditer(line)
        if markup.bbcode and "[" in line:
            found += ANY_BBCODE.finditer(line)
        for match in sorted(found, key=re.Match.start):
            name = (match.groupdict().get("tag") or match["code"]).lower()
            if name in _CARRIED:
                text = match[0]
                yield _Mark(index, f"{text[0]}{name}", text, text[1] == "/")


def _pairs(marks: Iterator[_Mark]) -> Iterator[tuple[_Mark, _Mark]]:
    """Openings with their closings on later lines."""
    waiting: dict[str, list[_Mark]] = {}
    for mark in marks:
        openings = waiting.setdefault(mark.name, [])
        if not mark.is_closing:
            openings.append(mark)
        elif openings:
            opening = openings.pop()
            if opening.line < mark.line <= opening.line + _FARTHEST:
                yield opening, mark
