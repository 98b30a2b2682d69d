"""Lines that might be headings, each by its own words and by how it stands.

A line that might be one is short and stands alone, with a title below it at most. Whether it is a
heading is decided over the whole text (``headings.py``).
"""

import re
from collections.abc import Callable, Container, Sequence
from enum import Enum
from functools import cache
from itertools import islice, takewhile
from typing import NamedTuple

from converter.languages import UNKNOWN
from converter.readers.heading_words import (
    BOOK_WORDS,
    CHAPTER_WORDS,
    EXTRA_WORDS,
    LOOSE_WORDS,
    PART_WORDS,
    WEAK_BOOK_WORDS,
    WEAK_WORDS,
)
from converter.readers.lines import Group, Line
from converter.readers.numerals import IDEOGRAPHS, NUMBER, SPELLED, number_of
from converter.readers.titles import (
    LONGEST_ARGUMENT,
    LONGEST_LABELLED,
    LONGEST_TITLE,
    first_line,
    goes_on,
    is_argument,
    is_title,
)

_LONGEST = 100
_MOST_LINES = 4
"""Lines of a heading with its title below it."""


class Kind(Enum):
    """What makes a line look like a heading."""

    NAMED = "it is what the option asks for"
    MARKED = "it is marked as a heading"
    LISTED = "the list of contents names it, or a tab marks it"
    KEYWORD = "a chapter word with a number"
    WORD = "a word that names a part of a book"
    NUMBERED = "a number with a title"
    NUMBER = "a number alone"
    TURN = "a turn of the story, between marks"
    SET_OFF = "a short line set off like a title"


class Candidate(NamedTuple):
    """A group that might be a heading."""

    group: int
    """Index of its group."""
    line: int
    kind: Kind
    label: str = ""
    title: str = ""
    keyword: str = ""
    """The chapter word in lower case, or the style of a number."""
    number: int | None = None
    level: int = 0
    """Depth of a marked heading, 1 being the highest."""
    is_weak: bool = False
    """Whether it is a word that opens a chapter only where there are other chapters."""
    groups: int = 1
    """How many groups it takes, its title among them."""


_TURN = re.compile(
    r"time\s?skip|flash\s?(?:back|forward)|\bpov\b|point of view"
    r"|(?:hours?|days?|weeks?|months?|years?) (?:later|earlier)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(
    r"[\dIVXivx]|[Oo]ne|ONE|[Tt]w|TW|[Tt]h|TH|[Tt]en|TEN|[Ff]|[Ss]|[Nn]ine|[Hh]undred|[一二三四五六七八九十]"
)
"""What nearly every number has, so that most lines need no closer look."""
_SEPARATOR = (
    r"\s*[:：.\-–—―]+\s*|\s*[)）、]\s*|\s{2,}|\u3000"
    r"|\s+[^\w\s.,;!?&+/%#$€£@“”„«»\"'‘’()\[\]*_<>]+(?:\s+|$)"
)
"""Between label and title; a sign of any kind between spaces, too: ``Chapter 1 ✨ Rain``."""
_EASTERN_BEGINS = frozenset(f"第제{IDEOGRAPHS}")
_EASTERN = (
    rf"[第제]\s*(?P<number>{IDEOGRAPHS}|[\d０-９]{{1,5}})\s*"
    r"(?:(?P<strong>章|回(?![合家来來去])|[節节](?![课課目奏])|[话話](?![题題])|[講讲장화회절])|(?P<weak>[卷巻部本冊册篇編幕권부]))"
    rf"(?:(?P<gap>[\s:：.\-–—、]+)?(?P<title>\S.*))?"
)
_EASTERN_TAIL = r"(?!「[^「」]{1,30}」$).*(?:[「」。，,]|[！？].|\S{30,})"
"""A sentence behind the number, rather than a title."""
_EPISODE = (
    rf"(?P<number>[\d０-９]{{1,4}}|{IDEOGRAPHS})\s*(?P<unit>[話话화장章부])(?:[\s:：.\-–—]+(?P<title>\S.*))?"
)
_BRACKETED = re.compile(r"[\[【](?P<label>[^\[\]【】]{3,40})[\]】]\s*(?P<title>[^\W_a-z].*)")
_MARK = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>\S.*?)\s*#*")
_MARKS = frozenset("*_<[")
"""Characters without which a text has no markup."""
_DECORATED = re.compile(
    r"(?:[^\w\s“\"'‘(#$€£@&.]|_)+\s*(?P<core>\S.*?)\s*(?:[^\w\s)”\"'’!?.%…]|_)+"
    r"|[^\w\s“\"'‘(#$€£@&.\[<*]+\s*(?P<rest>\w.*)"
)
"""A text between marks, or behind some."""
_NUMBERED = re.compile(
    rf"(?:#|no\.?\s*|№\s*)?(?P<number>{NUMBER})"
    r"(?:[.)、:：]\s*|\s+[-–—:]\s*|\s*--\s*|\u3000\s*|\s+(?=[A-ZÀ-Þ“\"'‘]))(?P<title>\S.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?:#|no\.?\s*|№\s*|§\s*)?(?P<number>{NUMBER})[.):]?", re.IGNORECASE)
_ANY_WORD = re.compile(
    rf"(?P<label>(?P<word>[^\W\d_]{{2,20}})\s+(?P<number>{NUMBER}))[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“]))(?P<title>\S.*))?",
    re.IGNORECASE,
)
_BOOK_WORD = re.compile(
    rf"(?P<label>(?P<word>{BOOK_WORDS})(?P<number>\s+{NUMBER})?)\.?(?:(?:{_SEPARATOR})(?P<title>\S.*))?",
    re.IGNORECASE,
)


class _Keywords(NamedTuple):
    """Chapter words of English and of the story's language."""

    language: str
    pattern: re.Pattern[str]
    """Matches a heading by such a word and what may be a number."""
    opening: re.Pattern[str]
    """Matches the beginning of a text that such a word opens."""


@cache
def _keywords_of(language: str) -> _Keywords:
    base = language.split("-", maxsplit=1)[0]
    words = f"{CHAPTER_WORDS['en']}|{CHAPTER_WORDS.get(base, '')}|{PART_WORDS}".replace("||", "|")
    any_number = NUMBER if base in ("en", UNKNOWN) else f"(?:{NUMBER}|{SPELLED})"
    number_first = rf"(?:the\s+)?(?P<number2>{any_number})\.?\s+(?P<word2>{words})"
    of_all = rf"(?:\s*(?:/|of)\s*(?:{NUMBER}|\?))?"
    piece = r"(?:(?<=\d)(?:\.\d{1,2}|[a-h])(?![^\W_]))?"
    within = rf"(?:(?:{PART_WORDS}|vol\.?)\s+{any_number}\s*[,:–—-]?\s+)?"
    number = rf"(?P<number>{any_number}){piece}{of_all}"
    word_first = rf"{within}(?P<word>{words})[\s.]*(?:the\s+|no\.?\s*|#)?{number}"
    index = r"(?:\d{1,4}\.\s+)?"
    parted = rf"[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“„«(\[]))(?P<title>\S.*)?)?"
    pattern = rf"{index}(?P<label>{word_first}|{number_first})(?:{parted}|\s+(?P<joined>[^\W\d_].*))"
    opening = rf"\W{{0,4}}(?:{words})(?![^\W_])"
    return _Keywords(language, re.compile(pattern, re.IGNORECASE), re.compile(opening, re.IGNORECASE))


def split_heading(text: str, language: str) -> tuple[str, str]:
    """Label and title of a line that is known to be a heading.

    >>> split_heading("Chapter 3: The Tide", "en"), split_heading("The Tide", "en")
    (('Chapter 3', 'The Tide'), ('', 'The Tide'))
    """
    candidate = Candidate(0, 0, Kind.NAMED, title=text)
    found = (
        _by_keyword(text, candidate, _keywords_of(language))
        or _by_book_word(text, candidate)
        or _by_number(text, candidate)
        or candidate
    )
    return found.label, found.title


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
        found = _rising_headings(lines, _keywords_of(language))
    apart: list[Line | None] = []
    for index, line in enumerate(lines):
        if index not in found:
            apart.append(line)
        elif wanted or not (_has_title_below(lines, index) or _goes_on_below(lines, index, language)):
            apart += [None, line, None]
        else:
            apart += [None, line]
    return apart


def _rising_headings(lines: Sequence[Line | None], keywords: _Keywords) -> set[int]:
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


def _chapter_number(line: Line | None, keywords: _Keywords) -> int | None:
    """The number of a line that could only be the heading of a chapter."""
    if line is None or not _may_be_heading(line.text, keywords) or not _ANY_NUMBER.search(line.text):
        return None
    candidate = _by_keyword(_core(first_line(line.text)), Candidate(0, line.number, Kind.KEYWORD), keywords)
    return candidate.number if candidate and _is_sure(candidate.keyword) else None


def _may_be_heading(text: str, keywords: _Keywords) -> bool:
    """Whether a line is short enough for a heading, which may be longer where a chapter word opens it."""
    return len(text) <= _LONGEST or (len(text) <= LONGEST_ARGUMENT and bool(keywords.opening.match(text)))


def _is_sure(keyword: str) -> bool:
    """Whether a chapter word is one that stories hardly use otherwise."""
    return keyword.casefold() not in WEAK_WORDS | LOOSE_WORDS


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
    keywords = _keywords_of(language)
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


def _candidate(
    group: Group, index: int, keywords: _Keywords, plain: Callable[[str], str]
) -> Candidate | None:
    """What the group looks like by its own words."""
    raw = group.lines[0].text if len(group.lines) == 1 else first_line(group.lines[0].text)
    text = raw if _MARKS.isdisjoint(raw) else plain(raw).strip() or raw
    below = " ".join(line.text for line in group.lines[1:])
    candidate = Candidate(index, group.number, Kind.NUMBER)
    mark = _MARK.fullmatch(text)
    core = mark["text"] if mark else _core(text)
    found = (
        _by_keyword(core, candidate, keywords)
        or _by_book_word(core, candidate)
        or _by_number(core, candidate)
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
    is_sure = candidate.kind is Kind.KEYWORD and _is_sure(candidate.keyword)
    is_numbered = is_sure or candidate.kind is Kind.NUMBERED
    if is_numbered and goes_on(candidate.title, [line.text for line in group.lines]):
        comma = group.lines[0].text.removeprefix(first_line(group.lines[0].text))
        return candidate._replace(title=f"{candidate.title}{comma} {below}".strip())
    return candidate._replace(title=below) if not candidate.title and is_title(below) else None


def _core(text: str) -> str:
    """The text without a decoration around it, as in ``~ Chapter 7 ~``, or in front of it."""
    found = _DECORATED.fullmatch(text)
    return (found["core"] or found["rest"]) if found else text


def _by_keyword(text: str, candidate: Candidate, keywords: _Keywords) -> Candidate | None:
    if bracketed := _BRACKETED.fullmatch(text):
        text = f"{bracketed['label']}: {bracketed['title']}"
    found = keywords.pattern.fullmatch(text)
    if not found:
        return _by_eastern(text, candidate)
    word = found["word"] or found["word2"]
    number = number_of(found["number"] or found["number2"], keywords.language)
    title = found["title"] or found["joined"] or ""
    if number is None or (title and not _is_title_of(word, title, is_joined=bool(found["joined"]))):
        return None
    if found["joined"] and not _takes_joined_title(word, found["number"] or ""):
        return None
    return candidate._replace(
        kind=Kind.KEYWORD,
        label=found["label"].strip(),
        title=title,
        keyword=word.casefold().rstrip("."),
        number=number,
    )


def _is_title_of(word: str, title: str, *, is_joined: bool) -> bool:
    """Whether what follows a chapter word with a number is its title: a long one behind a sure word only."""
    if is_title(title, is_labelled=not is_joined):
        return True
    is_long = len(title) > LONGEST_LABELLED and (title.isupper() or not is_joined)
    return is_long and _is_sure(word) and is_argument(title)


def _takes_joined_title(word: str, number: str) -> bool:
    """Whether a title may follow with nothing but a space between, as in ``CHAPTER 5 The Rain``."""
    return _is_sure(word) and word[0].isupper() and (number.isdecimal() or word.isupper())


def _by_eastern(text: str, candidate: Candidate) -> Candidate | None:
    if text.isascii() or not (text[0].isdecimal() or text[0] in _EASTERN_BEGINS):
        return None
    if episode := re.fullmatch(_EPISODE, text):
        label = f"{episode['number']}{episode['unit']}"
        number, unit = number_of(episode["number"]), episode["unit"]
        title = episode["title"] or ""
        return candidate._replace(kind=Kind.KEYWORD, label=label, title=title, keyword=unit, number=number)
    found = re.fullmatch(_EASTERN, text)
    if not found or (found["weak"] and found["title"] and not found["gap"]):
        return None
    title = found["title"] or ""
    if re.match(_EASTERN_TAIL, title):
        return None
    label = text[: len(text) - len(title)].rstrip(" \u3000:：.-–—、")
    unit = found["strong"] or found["weak"]
    number = number_of(found["number"])
    return candidate._replace(kind=Kind.KEYWORD, label=label, title=title, keyword=unit, number=number)


def _by_book_word(text: str, candidate: Candidate) -> Candidate | None:
    found = _BOOK_WORD.fullmatch(text)
    if not found or (found["title"] and not is_title(found["title"])):
        return None
    is_bare = not found["title"] and (found["number"] or found["word"].casefold() in WEAK_BOOK_WORDS)
    is_weak = bool(is_bare or EXTRA_WORDS.fullmatch(found["word"]))
    return candidate._replace(
        kind=Kind.WORD, label=found["label"], title=found["title"] or "", is_weak=is_weak
    )


def _by_number(text: str, candidate: Candidate) -> Candidate | None:
    if found := _NUMBER.fullmatch(text):
        style = _style(found["number"])
        if style == "words" and text.endswith("."):
            return None  # someone counts
        label = text.rstrip(".):")
        return candidate._replace(label=label, title="", keyword=style, number=number_of(found["number"]))
    found = _ANY_WORD.fullmatch(text)
    if found and _names_a_piece(text, found):
        word = found["word"].casefold()
        return candidate._replace(
            kind=Kind.NUMBERED,
            label=found["label"],
            title=found["title"] or "",
            keyword=word,
            number=number_of(found["number"]),
        )
    found = _NUMBERED.fullmatch(text)
    most = (2 if text.isupper() else 1) * LONGEST_TITLE
    if found and len(text) <= most + len(found["number"]) and is_title(found["title"]):
        return candidate._replace(
            kind=Kind.NUMBERED,
            label=found["number"],
            title=found["title"],
            keyword=_style(found["number"]),
            number=number_of(found["number"]),
        )
    return None


def _names_a_piece(text: str, found: re.Match[str]) -> bool:
    """Whether a word that we do not know, with a number, is written as a heading would be."""
    if not found["word"][0].isupper() or found["number"][0].islower():
        return False
    if found["title"]:
        return is_title(found["title"])
    return not text.endswith(".") or found["word"].isupper()


NUMBER_STYLES = frozenset(["digits", "ROMAN", "roman", "words", "ideographs"])


def _style(number: str) -> str:
    """Digits, capital roman, small roman, words or ideographs: a series keeps to one."""
    if number.isdecimal():
        return "digits"
    if number_of(number) is not None and re.fullmatch("[IVXLC]+", number):
        return "ROMAN"
    return "roman" if re.fullmatch("[ivxlc]+", number) else "words" if number.isascii() else "ideographs"
