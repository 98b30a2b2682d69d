"""A list of contents in the text: found, so that its entries are not taken for headings.

Its lines are those that come again below as headings. What does not come again is no part of it, so
no word is lost that stands in the story alone.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from converter.errors import Level, Notice, counted
from converter.expressions import expression
from converter.readers.lines import Group, letters
from converter.readers.numerals import NUMBER
from converter.readers.titles import LONGEST_ARGUMENT, is_title

_TITLE = expression(
    r"\W*(?:(?:table\s+of\s+)?contents|inhalt(?:sverzeichnis)?|table\s+des\s+matières|sommaire|índice|indice"
    r"|inhoud|содержание|оглавление|spis\s+treści|目录|目錄|目次|もくじ)\W*",
    re.IGNORECASE,
)
_COLUMNS = expression(r"(?:[^\W\d_]{3,8}\.?\s+)?(?:page|seite|pag(?:e|ina)s?|стр)\W*", re.IGNORECASE)
"""What stands above the columns of a list: ``CHAPTER   PAGE``."""
_LINK = expression(r"\[([^\]]+)\]\([^)]*\)")
_PAGE_NUMBER = expression(r"(?:[\s.·…]|_{3,})+\d{1,4}$")
_LENGTH = expression(r"\s*[(\[][\d.,\s]+[^\W\d_]*[)\]]$")
"""How long a chapter is: ``(1,234 words)``."""
_NUMBERED = expression(rf"(?:[^\W\d_]{{2,12}}\.?\s+)?{NUMBER}\b[.:)\s–—-]*", re.IGNORECASE)
_SURELY_NUMBERED = expression(
    rf"(?P<word>[^\W\d_]{{2,12}}\.?\s+)?{NUMBER}(?(word)\b|[.:)–—]\s)", re.IGNORECASE
)
_MOST_ENTRIES = 400
_MOST_LINES = 3
"""Lines of an entry."""
_FIRST_GROUPS = 80
"""Groups among which a list of contents begins."""
_SHARE, _LISTED_SHARE = 0.8, 0.5
"""Share of the lines of a list that come again; the same below a title, where spellings may differ."""


class Contents(NamedTuple):
    """A list of contents, by indices of groups."""

    groups: range
    headings: frozenset[int]
    """Where the entries come again."""


_Headings = Mapping[str, Sequence[int]]
"""What may be headings, by their letters, with the indices of their groups."""


def contents_notice(groups: Sequence[Group], contents: range) -> Notice:
    """That the list is left out."""
    lines = [line for index in contents for line in groups[index].lines]
    what = counted(len(lines), "line is", "lines are")
    text = f"{what} a list of contents and dropped; the book has its own."
    return Notice("contents-dropped", lines[0].number, text, level=Level.NOTE)


def find_contents(groups: Sequence[Group]) -> Contents:
    """The list of contents; no groups without one."""
    headings: dict[bool, _Headings] = {}
    for index, group in enumerate(groups[:_FIRST_GROUPS]):
        has_title = is_contents_title(group.lines[0].text)
        if not has_title and not _may_begin(groups, index):
            continue
        if has_title not in headings:
            headings[has_title] = _find_headings(groups, is_sure=not has_title)
        if has_title:
            found = _listed(groups, index, headings[True])
        elif len(group.lines) > 1:
            found = _in_one_group(groups, index, headings[False])
        else:
            found = _between_blank_lines(groups, index, headings[False])
        if found:
            return Contents(found, frozenset(_headings_of(groups, found, headings[has_title])))
    return Contents(range(0), frozenset())


def find_titles(groups: Sequence[Group], titles: Iterable[str]) -> frozenset[int]:
    """The groups that hold one of the titles and nothing else."""
    known = set(map(letters, titles))
    longest = max(map(len, known), default=0) * 2
    short = (index for index, group in enumerate(groups) if len(group.text) <= longest)
    return frozenset(index for index in short if letters(groups[index].text) in known)


def is_contents_title(text: str) -> bool:
    """Whether a line says that a list of contents follows."""
    return bool(_TITLE.fullmatch(text))


def _may_begin(groups: Sequence[Group], index: int) -> bool:
    """Whether a list without a title may begin here: lines in a row, or headings with nothing below them."""
    lines = groups[index].lines
    if len(lines) >= _MOST_LINES:
        return all(_is_entry(line.text) for line in lines)
    following = groups[index + 1 : index + 2]
    return all(
        _SURELY_NUMBERED.match(group.text) and _is_entry(group.text) for group in (groups[index], *following)
    )


def _is_entry(text: str) -> bool:
    return len(text) <= 80 and "\n" not in text and not text.endswith((",", ";", "!", "?", "”", '"'))


def _listed(groups: Sequence[Group], index: int, headings: _Headings) -> range:
    """From the title to the last entry that comes again, if nothing between is anything else."""
    again, seen, first, found = 0, 0, set[str](), range(0)
    for here in range(index, min(len(groups), index + _MOST_ENTRIES)):
        below = groups[here].lines[here == index :]
        lines = [line.text for line in below if not _COLUMNS.fullmatch(line.text)]
        if not lines:
            continue
        count = _count_again(lines, here, headings)
        title = _heading_forms(lines[0])
        if count is None or title & first:
            break
        first = first or title
        again, seen = again + count, seen + len(lines)
        if count and again >= max(2, _LISTED_SHARE * seen):
            found = range(index, here + 1)
    return found


def _in_one_group(groups: Sequence[Group], index: int, headings: _Headings) -> range:
    lines = [line.text for line in groups[index].lines[:_MOST_ENTRIES]]
    again = _count_again(lines, index, headings)
    return range(index, index + 1) if again and again >= _SHARE * len(lines) else range(0)


def _between_blank_lines(groups: Sequence[Group], index: int, headings: _Headings) -> range:
    """Lines alone, each of which comes again, down to where the first of them does.

    Where they come again one right behind the other, they are a refrain.
    """
    first = letters(groups[index].text)
    for here in range(index, min(len(groups), index + _MOST_ENTRIES)):
        text = groups[here].text
        if here > index and letters(text) == first:
            second, again = (
                letters("".join(g.text for g in groups[i : i + 1])) for i in (index + 1, here + 1)
            )
            return range(index, here) if second != again else range(0)
        if not _is_entry(text) or not _comes_again(text, here, headings):
            break
    return range(0)


def _count_again(lines: Sequence[str], index: int, headings: _Headings) -> int | None:
    """How many lines come again below a group; None if one is not even like an entry."""
    again = position = 0
    while position < len(lines):
        ends = range(position + 1, min(len(lines), position + _MOST_LINES) + 1)
        end = next((e for e in ends if _comes_again(" ".join(lines[position:e]), index, headings)), 0)
        if not end and not (_SURELY_NUMBERED.match(lines[position]) or _PAGE_NUMBER.search(lines[position])):
            return None
        again += max(0, end - position)
        position = max(end, position + 1)
    return again


def _comes_again(entry: str, index: int, headings: _Headings) -> bool:
    return any(headings[form][-1] > index for form in _forms(entry) if form in headings)


def _forms(entry: str) -> Iterator[str]:
    """The letters of what a heading may have of an entry: all, or all but numbers around a title."""
    # What ends a line is looked for where it may be: to look along all of it takes most of the time.
    text = _LINK.sub(r"\1", entry) if "](" in entry else entry
    text = _LENGTH.sub("", text) if text.endswith((")", "]")) else text
    for bare in (text, _PAGE_NUMBER.sub("", text)) if text[-1:].isdecimal() else (text,):
        yield letters(bare)
        if number := _NUMBERED.match(bare.lstrip("-*+• ")):
            yield letters(bare.lstrip("-*+• ")[number.end() :])


def _find_headings(groups: Sequence[Group], *, is_sure: bool) -> _Headings:
    """What may be headings; ``is_sure`` asks for more than the look of a title."""
    usual = Counter(group.gap for group in groups).most_common(1)[0][0] if groups else 0
    headings: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        text = group.text.replace("\n", " ")
        number = _NUMBERED.match(text)
        longest = LONGEST_ARGUMENT if number else 80
        if len(group.lines) > _MOST_LINES or not group.gap or len(group.lines[0].text) > longest:
            continue
        is_set_off = group.gap > usual or group.gap_after > usual
        if is_sure and not (_is_entry(group.lines[0].text) and (number or is_set_off)):
            continue
        if number or is_set_off or is_title(text.lstrip("# ") or text):
            for form in _heading_forms(text, groups[index + 1 : index + 2]):
                headings[form].append(index)
    return headings


def _heading_forms(text: str, following: Sequence[Group] = ()) -> set[str]:
    """Its letters: with the number, without it, and with the title that may stand below."""
    forms = {letters(text)}
    if number := _NUMBERED.match(text):
        forms.add(letters(text[number.end() :]))
        forms |= {letters(f"{text} {group.text}") for group in following if len(group.text) <= 80}
    return forms - {""}


def _headings_of(groups: Sequence[Group], contents: range, headings: _Headings) -> Iterator[int]:
    """Of each entry the first place where it comes again, below that of the entry above it."""
    last = contents.stop - 1
    for index in contents:
        for line in islice(groups[index].lines, _MOST_ENTRIES):
            below = (headings.get(form, ()) for form in _forms(line.text))
            places = {place for p in below for place in p[bisect_right(p, last) :][:1]}
            yield from places
            last = min(places, default=last)
