"""Numbers of printed pages that were left in a text: known by their regular distance, and dropped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from converter.errors import Level, Notice
from converter.readers.lines import Line

_PAGE_NUMBER = re.compile(r"[-–—\[({~|\s]*(?:page\s+)?(?P<number>\d{1,4})[-–—\])}~|\s]*", re.IGNORECASE)
_FEWEST = 4
_SHORTEST_PAGE = 15
"""Lines of a page; what stands closer is a list."""
_SLACK = 0.15
"""Share by which pages may differ in length; chapters differ more."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    index: int
    number: int


def drop_page_numbers(lines: Sequence[Line | None], notices: list[Notice]) -> list[Line | None]:
    """The lines without the numbers of pages; a sentence that a page's end had broken is whole again."""
    pages = _pages(lines)
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


def _pages(lines: Sequence[Line | None]) -> list[_Numbered]:
    """The longest series of lines that hold a number alone, each greater by one, at regular distance."""
    found = [
        _Numbered(index, int(match["number"]))
        for index, line in enumerate(lines)
        if line and len(line.text) <= 16 and (match := _PAGE_NUMBER.fullmatch(line.text))
    ]
    best: list[_Numbered] = []
    series: list[_Numbered] = []
    for numbered in found:
        if series and numbered.number == series[-1].number + 1:
            series.append(numbered)
        elif not series or numbered.number != series[-1].number:
            series = [numbered]
        best = max(best, series, key=len)
    return best if _is_regular(best) else []


def _is_regular(pages: Sequence[_Numbered]) -> bool:
    if len(pages) < _FEWEST:
        return False
    distances = [page.index - last.index for last, page in pairwise(pages)]
    usual = median(distances)
    return usual >= _SHORTEST_PAGE and all(abs(each - usual) <= _SLACK * usual for each in distances)


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence runs on from one page to the next."""
    return (above[-1].isalnum() or above[-1] in ",;-") and below[0].islower()


def _joined(above: Line, below: Line) -> Line:
    space = "" if above.text.endswith("-") else " "
    return replace(above, text=f"{above.text}{space}{below.text}")
