"""Lines that might be headings, each by its own words (``labels.py``) and by how it stands.

A line that might be one is short and stands alone, with a title below it at most. Whether it is a
heading is decided over the whole text (``headings.py``).
"""

import re
from collections.abc import Callable, Container, Sequence
from itertools import islice, takewhile

from converter.expressions import expression
from converter.readers.labels import (
    Candidate,
    Keywords,
    Kind,
    by_book_word,
    by_keyword,
    by_number,
    is_sure,
    keywords_of,
    split_heading,
)
from converter.readers.lines import Group, Line
from converter.readers.titles import LONGEST_ARGUMENT, first_line, goes_on, is_title

LONGEST = 100
"""Characters of a heading, unless a chapter word opens it."""
_MOST_LINES, _MOST_TITLED = 8, 4
"""Lines of a heading that was too long for one, and of a heading with its title below it."""
_TURN = expression(
    r"time\s?skip|flash\s?(?:back|forward)|\bpov\b|point of view"
    r"|(?:hours?|days?|weeks?|months?|years?) (?:later|earlier)",
    re.IGNORECASE,
)
_ANY_NUMBER = expression(
    r"[\dIVXivx]|[Oo]ne|ONE|[Tt]w|TW|[Tt]h|TH|[Tt]en|TEN|[Ff]|[Ss]|[Nn]ine|[Hh]undred|[一二三四五六七八九十]"
)
"""What nearly every number has, so that most lines need no closer look."""
_MARK = expression(r"(?P<mark>#{1,6})\s+(?P<text>\S.*?)\s*#*")
_MARKS = frozenset("*_<[")
"""Characters without which a text has no markup."""
_DECORATED = expression(
    r"(?:[^\w\s“\"'‘(#$€£@&.]|_)+\s*(?P<core>\S.*?)\s*(?:[^\w\s)”\"'’!?.%…]|_)+"
    r"|[^\w\s“\"'‘(#$€£@&.\[<*]+\s*(?P<rest>\w.*)"
)
"""A text between marks, or behind some."""


def named_heading(group: Group, index: int, language: str) -> Candidate:
    """The group as a heading that the user asked for."""
    label, title = split_heading(group.lines[0].text, language)
    return Candidate(index, group.number, Kind.NAMED, label, title)


def set_apart(
    lines: Sequence[Line | None], language: str, wanted: re.Pattern[str] | None = None
) -> list[Line | None]:
    """The lines, with blank ones around headings that have text directly above or below them.

    Such a line is a heading by the user's own pattern; without one only by a chapter word of its own,
    in a series that rises from one. What is directly below it may be its title.
    """
    if wanted:
        found = {index for index, line in enumerate(lines) if line and wanted.fullmatch(line.text)}
    else:
        found = _rising_headings(lines, keywords_of(language))
    apart: list[Line | None] = []
    for index, line in enumerate(lines):
        if index not in found:
            apart.append(line)
        elif wanted or not (_has_title_below(lines, index) or _goes_on_below(lines, index, language)):
            apart += [None, line, None]
        else:
            apart += [None, line]
    return apart


def _rising_headings(lines: Sequence[Line | None], keywords: Keywords) -> set[int]:
    """Those lines with text directly below them that are headings of a series."""
    numbers = {
        index: number for index, line in enumerate(lines) if (number := _chapter_number(line, keywords))
    }
    listed = {index for index in numbers if index + 1 in numbers}
    rising = [number for index, number in numbers.items() if index not in listed]
    if len(rising) < 2 or rising != list(range(1, len(rising) + 1)):
        return set()
    return {index for index in numbers.keys() - listed if index + 1 < len(lines) and lines[index + 1]}


def _has_title_below(lines: Sequence[Line | None], index: int) -> bool:
    title = lines[index + 1]
    ends = index + 2 >= len(lines) or lines[index + 2] is None
    return bool(ends and title and is_title(title.text) and not title.text.endswith(("!", "?", "…")))


def _goes_on_below(lines: Sequence[Line | None], index: int, language: str) -> bool:
    """Whether a heading that was too long for its line goes on in those below, down to a blank one."""
    group = list(takewhile(bool, islice(lines, index, index + _MOST_LINES + 1)))
    texts = [line.text for line in group if line]
    title = split_heading(_core(first_line(texts[0])), language)[1]
    return 1 < len(texts) <= _MOST_LINES and goes_on(title, texts)


def _chapter_number(line: Line | None, keywords: Keywords) -> int | None:
    """The number of a line that could only be the heading of a chapter."""
    if line is None or not _may_be_heading(line.text, keywords) or not _ANY_NUMBER.search(line.text):
        return None
    candidate = by_keyword(_core(first_line(line.text)), Candidate(0, line.number, Kind.KEYWORD), keywords)
    return candidate.number if candidate and is_sure(candidate.keyword) else None


def _may_be_heading(text: str, keywords: Keywords) -> bool:
    """Whether a line is short enough for a heading, which may be longer where a chapter word opens it."""
    return len(text) <= LONGEST or (len(text) <= LONGEST_ARGUMENT and bool(keywords.opening.match(text)))


def find_candidates(
    groups: Sequence[Group],
    language: str,
    gap: int,
    *,
    is_indented: bool,
    listed: Container[int] = (),
    plain: Callable[[str], str] = str,
) -> list[Candidate]:
    """Every group that might be a heading; see ``find_headings`` for the arguments."""
    keywords = keywords_of(language)
    found = []
    widest = gap + 1 if _titles_follow_gaps(groups, gap) else gap + 2
    for index, group in enumerate(groups):
        is_alone = (group.gap > 0 or index == 0) and (group.gap_after > 0 or index == len(groups) - 1)
        is_short = len(group.lines) <= _MOST_LINES and _may_be_heading(group.lines[0].text, keywords)
        if not is_alone or not is_short:
            continue
        candidate = _candidate(group, index, keywords, plain)
        if index in listed:
            candidate = _as_listed(candidate, group, index)
        is_set_off = not index or group.gap >= widest or (is_indented and group.lines[0].indent == 0)
        if not candidate and is_set_off and len(group.lines) <= 2 and is_title(group.text):
            candidate = Candidate(index, group.number, Kind.SET_OFF, title=group.text.replace("\n", " "))
        if candidate:
            found.append(candidate)
    return found


def _as_listed(candidate: Candidate | None, group: Group, index: int) -> Candidate:
    """The group as a heading that a list names; what its own words say of it goes before."""
    if not candidate:
        return Candidate(index, group.number, Kind.LISTED, title=group.text.replace("\n", " "))
    return candidate._replace(kind=Kind.LISTED) if candidate.kind is Kind.NUMBERED else candidate


def _titles_follow_gaps(groups: Sequence[Group], gap: int) -> bool:
    """Whether every gap that is wider than usual stands above what could be a title."""
    below = [group for index, group in enumerate(groups) if not index or group.gap > gap]
    return len(below) > 2 and all(
        len(group.lines) == 1 and is_title(group.text) and group.text[-1].isalnum() for group in below
    )


def _candidate(group: Group, index: int, keywords: Keywords, plain: Callable[[str], str]) -> Candidate | None:
    """What the group looks like."""
    raw = group.lines[0].text if len(group.lines) == 1 else first_line(group.lines[0].text)
    text = raw if _MARKS.isdisjoint(raw) else plain(raw).strip() or raw
    below = " ".join(line.text for line in group.lines[1:])
    candidate = Candidate(index, group.number, Kind.NUMBER)
    mark = _MARK.fullmatch(text)
    core = mark["text"] if mark else _core(text)
    found = (
        by_keyword(core, candidate, keywords)
        or by_book_word(core, candidate)
        or by_number(core, candidate)
        or (candidate._replace(kind=Kind.TURN, title=core) if core != raw and _TURN.search(core) else None)
        or (candidate._replace(kind=Kind.MARKED, title=core) if mark else None)
    )
    if found and mark:
        is_named = found.kind in (Kind.KEYWORD, Kind.WORD)
        kind = found.kind if is_named else Kind.MARKED
        found = found._replace(kind=kind, level=len(mark["mark"]))
    return _with_title_below(found, group, below) if found and below else found


def _with_title_below(candidate: Candidate, group: Group, below: str) -> Candidate | None:
    """The heading with the lines below its first one, which are its title or go on with it."""
    is_numbered = candidate.kind is Kind.NUMBERED or (
        candidate.kind is Kind.KEYWORD and is_sure(candidate.keyword)
    )
    if is_numbered and goes_on(candidate.title, [line.text for line in group.lines]):
        comma = group.lines[0].text.removeprefix(first_line(group.lines[0].text))
        return candidate._replace(title=f"{candidate.title}{comma} {below}".strip())
    is_titled = not candidate.title and len(group.lines) <= _MOST_TITLED and is_title(below)
    return candidate._replace(title=below) if is_titled else None


def _core(text: str) -> str:
    """The text without a decoration around it, as in ``~ Chapter 7 ~``, or in front of it."""
    found = _DECORATED.fullmatch(text)
    return (found["core"] or found["rest"]) if found else text
