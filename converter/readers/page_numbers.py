"""Numbers of printed pages that were left in a text: known by their regular distance, and dropped."""

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from converter.errors import Level, Notice
from converter.expressions import expression
from converter.readers.lines import Line

_PAGE_NUMBER = expression(r"[-–—\[({~|\s]*(?:page\s+)?(?P<number>\d{1,4})[-–—\])}~|\s]*", re.IGNORECASE)
_LONGEST = 16
_FEWEST = 4
_SHORTEST_PAGE = 12
"""Lines of a page; what stands closer is a list."""
_PAGE_LENGTHS = range(28, 90)
_SLACK = 2
"""Lines by which whole pages may differ in length; chapters differ more."""
_BROKEN_SHARE = 0.25
"""Share of numbers that stand amid a sentence, from which on they are those of pages."""


class _Numbered(Struct, frozen=True):
    index: int
    number: int


def drop_page_numbers(
    lines: Sequence[Line | None], declared: int | None, notices: list[Notice]
) -> list[Line | None]:
    """The lines without the numbers of pages; a sentence that a page's end had broken is whole again.

    ``declared`` is the number of chapters that the header counts: as many numbers are theirs.
    """
    pages = _pages(lines, declared)
    if not pages:
        return list(lines)
    first = lines[pages[0].index]
    text = f"{len(pages)} lines are numbers of printed pages and were dropped: their distance is regular."
    notices.append(Notice("pages-dropped", first.number if first else 0, text, level=Level.NOTE))
    kept: list[Line | None] = []
    start = 0
    for page in pages:
        kept += lines[start : page.index]
        above = _take_blanks(kept)
        start = page.index + 1
        while start < len(lines) and lines[start] is None:
            start += 1
        following = lines[start] if start < len(lines) else None
        if kept and kept[-1] and following and _goes_on(kept[-1].text, following.text):
            kept[-1] = _joined(kept[-1], following)
            start += 1
        else:
            kept += [None] * min(filter(None, (above, start - page.index - 1)), default=0)
    return kept + list(lines[start:])


def _take_blanks(lines: list[Line | None]) -> int:
    """Take the blank lines from the end, and say how many there were."""
    length = len(lines)
    while lines and lines[-1] is None:
        lines.pop()
    return length - len(lines)


def _pages(lines: Sequence[Line | None], declared: int | None) -> list[_Numbered]:
    """The longest series of lines that hold a number alone, each greater by one, if it is one of pages."""
    series: dict[int, list[_Numbered]] = {}  # by the number that would come next
    for index, line in enumerate(lines):
        if line and len(line.text) <= _LONGEST and (found := _PAGE_NUMBER.fullmatch(line.text)):
            number = int(found["number"])
            members = series.pop(number, [])
            other = series.get(number + 1, [])
            members.append(_Numbered(index, number))
            series[number + 1] = max(other, members, key=len)
    best = max(series.values(), key=len, default=[])
    return best if len(best) != declared and _are_pages(lines, best) else []


def _are_pages(lines: Sequence[Line | None], pages: Sequence[_Numbered]) -> bool:
    """Whether numbers break sentences, or stand at a page's distance as exactly as no chapter does."""
    if len(pages) < _FEWEST:
        return False
    distances = [page.index - last.index for last, page in pairwise(pages)]
    usual = sorted(distances)[len(distances) // 2]
    if sum(_breaks_sentence(lines, page.index) for page in pages) >= _BROKEN_SHARE * len(pages):
        return usual >= _SHORTEST_PAGE and all(each <= 2 * usual for each in distances)
    return usual in _PAGE_LENGTHS and all(abs(each - usual) <= _SLACK for each in distances)


def _breaks_sentence(lines: Sequence[Line | None], index: int) -> bool:
    above, below = _nearest(lines, index, -1), _nearest(lines, index, 1)
    return bool(above and below and _goes_on(above.text, below.text))


def _nearest(lines: Sequence[Line | None], index: int, step: int) -> Line | None:
    """The next line in a direction that is not blank."""
    index += step
    while 0 <= index < len(lines) and lines[index] is None:
        index += step
    return lines[index] if 0 <= index < len(lines) else None


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence runs on from one page to the next."""
    return (above[-1].isalnum() or above[-1] in ",;-") and below[0].islower()


def _joined(above: Line, below: Line) -> Line:
    space = "" if above.text.endswith("-") else " "
    return above.with_text(f"{above.text}{space}{below.text}")
