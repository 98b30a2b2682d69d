"""Which lines are headings, decided over the whole text.

Numbers count only in a rising series, words that stories use as well only in one too, a title
without a number only where others are set off just like it; and the chapter count of the header
is the oracle.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from itertools import pairwise

from msgspec import Struct, field

from converter.expressions import expression
from converter.readers.candidates import find_candidates, named_heading
from converter.readers.heading_words import EASTERN_PARTS, PART_WORDS, WEAK_WORDS
from converter.readers.labels import NUMBER_STYLES, Candidate, Kind
from converter.readers.lines import Group, letters
from converter.readers.notes import is_label
from converter.readers.titles import LONGEST_LABELLED, is_long_title, is_title

_TITLED_SHARE = 0.6
"""Share of headings with a title below them from which on that is the rule."""
_SURE_SHARE = 0.9
"""The same where the titles are not set off from the text."""
_BOLD = expression(r"\*\*[^*\n]{1,80}\*\*|__[^_\n]{1,80}__")
_SHORTEST_CAPITALS = 3
_ROOM = 2
"""Groups from one number of a series to the next: numbers with nothing between them are a list."""


class Headings(Struct):
    """The headings of a text, by the index of their group."""

    chapters: dict[int, Candidate] = field(default_factory=dict)
    parts: dict[int, Candidate] = field(default_factory=dict)
    inner: dict[int, Candidate] = field(default_factory=dict)
    """Headings inside chapters."""

    def near(self) -> set[int]:
        """The groups of all headings, and those right behind them."""
        found = [*self.chapters.values(), *self.parts.values(), *self.inner.values()]
        return {index for c in found for index in range(c.group, c.group + c.groups + 1)}


def find_headings(
    groups: Sequence[Group],
    language: str,
    *,
    ignored: Container[int] = (),
    declared: int | None = None,
    gap: int = 1,
    is_indented: bool = False,
    wanted: re.Pattern[str] | None = None,
    listed: Container[int] = (),
    plain: Callable[[str], str] = str,
) -> Headings:
    """The headings of a text.

    ``ignored`` groups are none, ``declared`` is the header's chapter count, ``gap`` the usual number
    of blank lines between paragraphs, ``is_indented`` whether paragraphs begin with an indent,
    ``wanted`` the user's own pattern, which excludes every other; ``listed`` are groups that a list
    names as headings. ``plain`` takes the markup from a line.
    """
    if wanted:
        return Headings({c.group: c for c in _wanted(groups, wanted, language)})
    candidates = [
        candidate
        for candidate in find_candidates(
            groups, language, gap, is_indented=is_indented, listed=listed, plain=plain
        )
        if candidate.group not in ignored
    ]
    candidates = _outside_chapters(_with_listed_titles(candidates), groups, listed)
    found = _choose(candidates, groups, declared)
    if declared != 1 and not found.chapters and not found.inner:
        titles = _in_bold(groups, ignored, plain) or _in_capitals(groups, ignored)
        found.chapters = {c.group: c for c in titles}
    _take_tales(found, groups, ignored)
    _take_titles(found, groups, ignored, gap)
    _take_titles_of_parts(found, groups, ignored)
    return found


def _in_bold(
    groups: Sequence[Group], ignored: Container[int], plain: Callable[[str], str]
) -> list[Candidate]:
    """Titles in bold on lines of their own, if they open the text."""
    found = [
        Candidate(index, group.number, Kind.SET_OFF, title=plain(group.text))
        for index, group in enumerate(groups)
        if _BOLD.fullmatch(group.text) and is_title(plain(group.text))
    ]
    return found if _open_the_text(found, groups, ignored) else []


def _in_capitals(groups: Sequence[Group], ignored: Container[int]) -> list[Candidate]:
    """Titles in capitals on lines of their own, if they open the text; a cry is none."""
    found = [
        Candidate(index, group.number, Kind.SET_OFF, title=group.text)
        for index, group in enumerate(groups)
        if len(group.lines) == 1 and group.text.isupper() and is_title(group.text) and index not in ignored
    ]
    are_titles = all(len(c.title) >= _SHORTEST_CAPITALS and c.title[-1].isalnum() for c in found)
    return found if are_titles and _open_the_text(found, groups, ignored) else []


def _open_the_text(found: Sequence[Candidate], groups: Sequence[Group], ignored: Container[int]) -> bool:
    """Whether the first of several titles opens the text, and some text is below each."""
    first = next((index for index in range(len(groups)) if index not in ignored), 0)
    is_apart = all(below.group - above.group > _ROOM for above, below in pairwise(found))
    are_distinct = len({c.title for c in found}) == len(found)
    return len(found) > 2 and found[0].group == first and is_apart and are_distinct


def _with_listed_titles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, where a title that a list names is that of the bare label right above it."""
    joined: list[Candidate] = []
    for candidate in candidates:
        above = joined[-1] if joined and joined[-1].group == candidate.group - 1 else None
        is_bare_title = candidate.kind is Kind.LISTED and not candidate.label
        if not above or not is_bare_title or not _takes_titles(above):
            joined.append(candidate)
        elif not above.title:
            kind = Kind.LISTED if above.kind is Kind.NUMBER else above.kind
            joined[-1] = above._replace(kind=kind, title=candidate.title, groups=2)
        elif letters(above.title) != letters(candidate.title):
            joined.append(candidate)
    return joined


def _outside_chapters(
    candidates: Sequence[Candidate], groups: Sequence[Group], listed: Container[int]
) -> list[Candidate]:
    """The candidates without listed titles that are less set off than the listed chapters are."""
    gaps = [groups[c.group].gap for c in candidates if c.kind is Kind.KEYWORD and c.group in listed]
    least = min(gaps, default=0)
    return [c for c in candidates if c.kind is not Kind.LISTED or c.label or groups[c.group].gap >= least]


def _takes_titles(candidate: Candidate) -> bool:
    is_numbered = candidate.kind in (Kind.KEYWORD, Kind.NUMBER, Kind.NUMBERED, Kind.LISTED)
    return is_numbered and not re.fullmatch(PART_WORDS, candidate.keyword)


def _wanted(groups: Sequence[Group], wanted: re.Pattern[str], language: str) -> list[Candidate]:
    return [
        named_heading(group, index, language)
        for index, group in enumerate(groups)
        if len(group.lines) == 1 and wanted.fullmatch(group.lines[0].text)
    ]


def _choose(candidates: Sequence[Candidate], groups: Sequence[Group], declared: int | None) -> Headings:
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_kind[candidate.kind].append(candidate)
    deeper = _take_deeper(by_kind)
    numbers = _series(by_kind[Kind.NUMBER])
    main = _with_numbers(by_kind, numbers, declared)
    taken = {candidate.group for candidate in main}
    set_off = [c for c in by_kind[Kind.SET_OFF] if c.group not in taken and not _labels_note(c.title)]
    inner: list[Candidate] = []
    if declared != 1:
        main, inner = _with_titles(main, set_off, groups)
    taken = {candidate.group for candidate in main}
    words = [c for c in by_kind[Kind.WORD] if c.group not in taken and (main or not c.is_weak)]
    main = _in_order([*main, *words])
    taken = {candidate.group for candidate in (*main, *inner)}
    inner += [c for c in (*numbers, *by_kind[Kind.TURN], *deeper) if c.group not in taken]
    part_words = _part_words(main)
    parts = {c.group: c for c in main if c.kind is Kind.KEYWORD and c.keyword in part_words}
    chapters = {c.group: c for c in main if c.group not in parts}
    return Headings(chapters, parts, {c.group: c for c in inner})


def _labels_note(title: str) -> bool:
    """Whether it can be nothing but the label of a note; a book may end in a chapter “Note”."""
    return " " in title and is_label(title)


def _take_deeper(by_kind: dict[Kind, list[Candidate]]) -> list[Candidate]:
    """Marked headings inside chapters: labels of notes, and those of a lower level than numbered chapters."""
    levels = [c.level for c in by_kind[Kind.KEYWORD] if c.level and not re.fullmatch(PART_WORDS, c.keyword)]
    level = min(levels, default=6)
    marked = by_kind[Kind.MARKED]
    by_kind[Kind.MARKED] = [c for c in marked if c.level <= level and not is_label(c.title)]
    return [c for c in marked if c.level > level or is_label(c.title)]


def _with_numbers(
    by_kind: dict[Kind, list[Candidate]], numbers: list[Candidate], declared: int | None
) -> list[Candidate]:
    """Headings by keyword and mark; and by number, where there are none or the header counts otherwise."""
    named = _in_order(_trusted(by_kind[Kind.KEYWORD]) + by_kind[Kind.MARKED] + by_kind[Kind.LISTED])
    if declared == 1:
        return named
    part_words = _part_words(named)
    chapters = [c for c in named if c.keyword not in part_words and not re.fullmatch(PART_WORDS, c.keyword)]
    titled = _series(by_kind[Kind.NUMBERED])
    series = [found for found in (titled if _part_the_text(titled) else [], numbers) if found]
    series.sort(key=len, reverse=True)
    exact = [found for found in series if declared and len(found) == declared != len(chapters)]
    if exact or (series and not chapters):
        named = _in_order(named + (exact or series)[0])
    return named + _continued(named, by_kind[Kind.NUMBERED])


def _with_titles(
    main: list[Candidate], set_off: list[Candidate], groups: Sequence[Group]
) -> tuple[list[Candidate], list[Candidate]]:
    """Titles without a number beside the headings, or above them; and the headings then inside chapters."""
    if not main:
        return (set_off if sum(1 for c in set_off if c.group) >= 2 else []), []
    are_numbers = all(c.kind in (Kind.NUMBER, Kind.NUMBERED) for c in main)
    if are_numbers and len(set_off) > max(2, len(main) / 2):
        return set_off, main
    return _in_order(main + _like_the_others(set_off, main, groups)), []


def _in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: candidate.group)


def _trusted(keyed: Sequence[Candidate]) -> list[Candidate]:
    """Those by a chapter word; words that stories use as well, such as letter and day, in a series only."""
    weak: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in keyed:
        if candidate.keyword in WEAK_WORDS:
            weak[candidate.keyword].append(candidate)
    kept = _in_sequence([candidate for candidate in keyed if candidate.keyword not in WEAK_WORDS])
    return kept + [c for members in weak.values() for c in (members if _rises(members) else _series(members))]


def _in_sequence(keyed: Sequence[Candidate]) -> list[Candidate]:
    """Those without a long title whose number does not follow the one above: a paragraph begins so."""
    kept: list[Candidate] = []
    last: dict[str, int] = {}
    together = Counter(candidate.keyword for candidate in keyed)
    for candidate in keyed:
        follows = candidate.number in (1, last.get(candidate.keyword, 0) + 1)
        if len(candidate.title) <= LONGEST_LABELLED or (follows and together[candidate.keyword] > 1):
            kept.append(candidate)
            last[candidate.keyword] = candidate.number or 0
    return kept


def _rises(members: Sequence[Candidate]) -> bool:
    """Whether numbers rise from the first, with gaps, as the days of a diary do."""
    numbers = [candidate.number or 0 for candidate in members]
    return len(numbers) >= 3 and numbers[0] <= 1 and numbers == sorted(set(numbers))


def _series(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The longest series of one style that rises by one from 0 or 1; it may begin anew."""
    by_style: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.number is not None:
            by_style[candidate.keyword].append(candidate)
    best: list[Candidate] = []
    for members in by_style.values():
        series: list[Candidate] = []
        expected: set[int] = {0, 1}
        for candidate in members:
            number = candidate.number or 0
            has_room = not series or candidate.group - series[-1].group >= _ROOM
            if has_room and (number in expected or (series and number == 1)):
                series.append(candidate)
                expected = {number + 1}
        if len(series) > len(best):
            best = series
    return best if len(best) >= 2 and best[1].number != best[0].number else []


def _part_the_text(series: Sequence[Candidate]) -> bool:
    """Whether what a word that we do not know has numbered is the story, and not some steps inside it."""
    if not series or series[0].keyword in NUMBER_STYLES:
        return True
    longest = max(below.group - above.group for above, below in pairwise(series))
    return series[0].group <= longest


def _continued(main: Sequence[Candidate], numbered: Sequence[Candidate]) -> list[Candidate]:
    """Numbered titles that go on where the headings by keyword end: ``VII. The Lamp`` after ``Tale VI``."""
    numbers = [candidate.number for candidate in main if candidate.number]
    if not numbers or max(numbers) != len(numbers):
        return []
    following: list[Candidate] = []
    for candidate in numbered:
        is_next = candidate.number == max(numbers) + len(following) + 1
        if is_next and candidate.group > main[-1].group and candidate.keyword in ("ROMAN", "digits"):
            following.append(candidate)
    return following


def _part_words(main: Sequence[Candidate]) -> frozenset[str]:
    """The words, if any, that name parts here: such as do elsewhere, with chapters named by others."""
    words = {candidate.keyword for candidate in main if candidate.kind is not Kind.WORD}
    parts = {word for word in words if word and (word in EASTERN_PARTS or re.fullmatch(PART_WORDS, word))}
    return frozenset(parts if words - parts else set())


def _like_the_others(
    set_off: Sequence[Candidate], main: Sequence[Candidate], groups: Sequence[Group]
) -> list[Candidate]:
    """Titles without a number that are set off just as the numbered headings are."""
    gaps = sorted(groups[c.group].gap for c in main[1:] or main)
    gaps_after = sorted(groups[c.group].gap_after for c in main)
    usual, usual_after = gaps[len(gaps) // 2], gaps_after[len(gaps_after) // 2]
    are_capitals = all(f"{c.label}{c.title}".isupper() for c in main)
    first = main[0].group
    labels = {c.group for c in main if not c.title and _takes_titles(c)}
    return [
        c
        for c in set_off
        if c.group > first
        and c.group - 1 not in labels
        and groups[c.group].gap >= usual
        and groups[c.group].gap_after >= usual_after
        and (not are_capitals or c.title.isupper())
    ]


# Titles that stand on a line of their own


def _take_tales(found: Headings, groups: Sequence[Group], ignored: Container[int]) -> None:
    """Make parts of the titles right above bare numbers, where each series of these has such a title."""
    starts = [c for c in found.chapters.values() if c.kind is Kind.NUMBER and c.number == 1]
    above = [c.group - 1 for c in starts if c.group and _is_title_alone(groups[c.group - 1])]
    if len(starts) < 2 or len(above) < len(starts) or any(i in ignored or i in found.parts for i in above):
        return
    for index in above:
        title = groups[index].text.replace("\n", " ")
        found.chapters.pop(index, None)
        found.parts[index] = Candidate(index, groups[index].number, Kind.SET_OFF, title=title)


def _is_title_alone(group: Group) -> bool:
    return len(group.lines) <= 2 and is_title(group.text.replace("\n", " "))


def _take_titles_of_parts(found: Headings, groups: Sequence[Group], ignored: Container[int]) -> None:
    """Give parts the title that stands between them and a heading."""
    headed = {*found.chapters, *found.parts}
    for index, part in found.parts.items():
        title = (
            "" if part.title or part.group + 2 not in headed else _title_below(part, groups, headed, ignored)
        )
        if title:
            found.parts[index] = part._replace(title=title, groups=2)


def _take_titles(found: Headings, groups: Sequence[Group], ignored: Container[int], gap: int) -> None:
    """Give labels without a title the title that follows them, where titles are the rule."""
    headed = {**found.chapters, **found.parts}
    taken = {*headed, *found.inner}
    bare = [c for c in headed.values() if not c.title and c.kind is not Kind.SET_OFF]
    titled = {c.group: title for c in bare if (title := _title_below(c, groups, taken, ignored))}
    set_off = {index: title for index, title in titled.items() if _is_set_off(groups[index + 1], gap)}
    if len(titled) < max(3, _SURE_SHARE * len(bare)) or not all(t[-1].isalnum() for t in titled.values()):
        titled = set_off
    distinct = {title.casefold() for title in titled.values()}
    if len(titled) < _TITLED_SHARE * len(bare) or len(distinct) < 0.9 * len(titled):
        return
    for headings in (found.chapters, found.parts):
        for index, title in titled.items():
            if index in headings:
                headings[index] = headings[index]._replace(title=title, groups=2)


def _title_below(
    candidate: Candidate, groups: Sequence[Group], headed: Container[int], ignored: Container[int]
) -> str:
    index = candidate.group + 1
    if index >= len(groups) - 1 or index in headed or index in ignored or candidate.kind is Kind.WORD:
        return ""
    group = groups[index]
    title = group.text.replace("\n", " ")
    if is_title(title) and len(group.lines) <= (4 if title.isupper() else 2):
        return title
    return title if candidate.kind is Kind.KEYWORD and is_long_title(title) else ""


def _is_set_off(group: Group, gap: int) -> bool:
    """Whether a line below a heading is more like it than like the text."""
    return group.gap > gap or group.gap_after > gap or group.gap_after > group.gap or group.text.isupper()
