"""Markup that is opened in one paragraph and closed in another, carried over the blank lines between."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from converter.readers.inlines import ANY_BBCODE, ANY_TAG, Markup
from converter.readers.lines import strip

_CARRIED = frozenset(
    "a b big blockquote center cite code del em font i ins kbd q s samp small span strike strong sub sup tt u"
    " quote spoiler".split()
)
_FARTHEST = 60
"""Lines beyond which a closing tag is not the partner of an opening one."""


class _Mark(NamedTuple):
    """A tag or code."""

    line: int
    name: str
    text: str
    is_closing: bool


def carry_markup(
    lines: Sequence[str], markup: Markup, is_divider: Callable[[str], bool] = lambda _: False
) -> list[str]:
    """The lines with such markup closed before each blank line and opened again behind it.

    Markup without a partner is left as it is, and so is a line that is a divider of the story: a scene
    break, the heading of a chapter. A tag alone on its line goes with the text that it is for.
    """
    carried = list(lines)
    if not (markup.html or markup.bbcode):
        return carried
    for opening, closing in _pairs(_marks(lines, markup)):
        alone = [mark for mark in (opening, closing) if strip(lines[mark.line]) == mark.text]
        for mark in alone:
            carried[mark.line] = ""
        inside = range(opening.line + (opening in alone), closing.line + (closing not in alone))
        for index in inside:
            text = strip(lines[index])
            if not text or is_divider(text):
                continue
            if index > opening.line and (index == inside.start or not strip(lines[index - 1])):
                carried[index] = opening.text + carried[index].lstrip()
            if index < closing.line and (index == inside.stop - 1 or not strip(lines[index + 1])):
                carried[index] += closing.text
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
