"""A list of contents in the text: found, so that its entries are not taken for headings."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from converter.errors import Level, Notice, counted
from converter.readers.lines import Group, letters
from converter.readers.numerals import NUMBER

_TITLE = re.compile(
    r"\W*(?:(?:table\s+of\s+)?contents|inhalt(?:sverzeichnis)?|table\s+des\s+matières|sommaire|índice|indice"
    r"|inhoud|содержание|оглавление|spis\s+treści|目录|目錄|目次|もくじ)\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[\s.·…]+\d{1,4}$")
_ENTRY_NUMBER = re.compile(r"^\d{1,4}[.)]\s+")
_NUMBERED = re.compile(rf"(?:[^\W\d_]{{2,12}}\.?\s+)?{NUMBER}\b[.:)\s–—-]*", re.IGNORECASE)
_MOST_ENTRIES = 400
_FIRST_GROUPS = 80
"""Groups among which a list of contents begins."""


def contents_notice(groups: Sequence[Group], contents: range) -> Notice:
    """That the list is left out."""
    lines = [line for index in contents for line in groups[index].lines]
    what = counted(len(lines), "line is", "lines are")
    text = f"{what} a list of contents and dropped; the book has its own."
    return Notice("contents-dropped", lines[0].number, text, level=Level.NOTE)


def find_contents(groups: Sequence[Group]) -> range:
    """Indices of the groups that are a list of contents; empty without one."""
    headings: dict[str, int] | None = None
    for index, group in enumerate(groups[:_FIRST_GROUPS]):
        if is_contents_title(group.lines[0].text):
            found = _titled(groups, index)
        elif len(group.lines) >= 3 and all(_is_entry(line.text) for line in group.lines):
            headings = _last_headings(groups) if headings is None else headings
            found = _untitled(groups, index, headings)
        else:
            continue
        if found:
            return found
    return range(0)


def is_contents_title(text: str) -> bool:
    """Whether a line says that a list of contents follows."""
    return bool(_TITLE.fullmatch(text))


def _is_entry(text: str) -> bool:
    return len(text) <= 80 and not text.endswith((",", ";", "!", "?", "”", '"'))


def _titled(groups: Sequence[Group], index: int) -> range:
    """From the word to the place where the first entry comes again as a heading."""
    below = groups[index].lines[1:]
    if not below and index + 1 < len(groups):
        below = groups[index + 1].lines
    if not below:
        return range(0)
    first = _letters(below[0].text)
    for later in range(index + 1 + (len(groups[index].lines) == 1), min(len(groups), index + _MOST_ENTRIES)):
        here = _letters(groups[later].text)
        both = here + _letters(groups[later + 1].text) if later + 1 < len(groups) else here
        if first and first in (here, both):
            lines = [line.text for group in groups[index:later] for line in group.lines]
            return range(index, later) if all(map(_is_entry, lines)) else range(0)
    return range(0)


def _untitled(groups: Sequence[Group], index: int, headings: Mapping[str, int]) -> range:
    """A group nearly all of whose lines come again, each as a line alone that is set off from the text."""
    entries = [entry for line in groups[index].lines[:_MOST_ENTRIES] if (entry := _letters(line.text))]
    again = sum(headings.get(entry, 0) > index for entry in entries)
    return range(index, index + 1) if entries and again >= 0.8 * len(entries) else range(0)


def _last_headings(groups: Sequence[Group]) -> dict[str, int]:
    """What may be headings, by their letters, with the index of the last group that is such a one."""
    usual = Counter(group.gap for group in groups).most_common(1)[0][0] if groups else 0
    headings: dict[str, int] = {}
    for index, group in enumerate(groups):
        text = group.lines[0].text
        if len(group.lines) > 2 or not group.gap or not _is_entry(text):
            continue
        if number := _NUMBERED.match(text):
            # What stands behind a number in a heading may stand alone in the list.
            headings[_letters(text[number.end() :])] = index
        if number or group.gap > usual or group.gap_after > usual:
            headings[_letters(text)] = index
    return headings


def _letters(text: str) -> str:
    """Its letters and digits in lower case, without a page number or the number of an entry."""
    bare = _ENTRY_NUMBER.sub("", _PAGE_NUMBER.sub("", text))
    return letters(bare or text)
