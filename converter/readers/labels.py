"""What the words of a line say of a heading: a chapter word with a number, a word for a part, a number.

Whether such a line may be one by how it stands is a matter of ``candidates.py``.
"""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from converter.expressions import expression
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
from converter.readers.numerals import IDEOGRAPHS, NUMBER, SPELLED, may_begin_with_number, number_of
from converter.readers.titles import LONGEST_LABELLED, LONGEST_TITLE, is_argument, is_title

NUMBER_STYLES = frozenset(["digits", "ROMAN", "roman", "words", "ideographs"])
_SEPARATOR = (
    r"\s*[:：.\-–—―]+\s*|\s*[)）、]\s*|\s{2,}|\u3000"
    r"|\s+[^\w\s.,;!?&+/%#$€£@“”„«»\"'‘’()\[\]*_<>]+(?:\s+|$)"
)
"""Between label and title; a sign of any kind between spaces, too: ``Chapter 1 ✨ Rain``."""
_EASTERN_BEGINS = frozenset(f"第제{IDEOGRAPHS}")
"""What headings in Chinese, Japanese and Korean begin with; their patterns are compiled where one is met."""
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
_BRACKETED = expression(r"[\[【](?P<label>[^\[\]【】]{3,40})[\]】]\s*(?P<title>[^\W_a-z].*)")
_NUMBERED = expression(
    rf"(?:#|no\.?\s*|№\s*)?(?P<number>{NUMBER})"
    r"(?:[.)、:：]\s*|\s+[-–—:]\s*|\s*--\s*|\u3000\s*|\s+(?=[A-ZÀ-Þ“\"'‘]))(?P<title>\S.*)",
    re.IGNORECASE,
)
_NUMBER = expression(rf"(?:#|no\.?\s*|№\s*|§\s*)?(?P<number>{NUMBER})[.):]?", re.IGNORECASE)
_ANY_WORD = expression(
    rf"(?P<label>(?P<word>[^\W\d_]{{2,20}})\s+(?P<number>{NUMBER}))[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“]))(?P<title>\S.*))?",
    re.IGNORECASE,
)
_BOOK_WORD = expression(
    rf"(?P<label>(?P<word>{BOOK_WORDS})(?P<number>\s+{NUMBER})?)\.?(?:(?:{_SEPARATOR})(?P<title>\S.*))?",
    re.IGNORECASE,
)


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


class Keywords(NamedTuple):
    """Chapter words of English and of the story's language."""

    language: str
    pattern: re.Pattern[str]
    """Matches a heading by such a word and what may be a number."""
    opening: re.Pattern[str]
    """Matches the beginning of a text that such a word opens."""


@cache
def keywords_of(language: str) -> Keywords:
    """The chapter words that count in a story of that language (a BCP 47 tag)."""
    base = language.split("-", maxsplit=1)[0]
    words = f"{CHAPTER_WORDS['en']}|{CHAPTER_WORDS.get(base, '')}|{PART_WORDS}".replace("||", "|")
    any_number = NUMBER if base in ("en", UNKNOWN) else f"(?:{NUMBER}|{SPELLED})"
    of_all = rf"(?:\s*(?:/|of)\s*(?:{NUMBER}|\?))?"
    piece = r"(?:(?<=\d)(?:\.\d{1,2}|[a-h])(?![^\W_]))?"
    within = rf"(?:(?:{PART_WORDS}|vol\.?)\s+{any_number}\s*[,:–—-]?\s+)?"
    word_first = rf"{within}(?P<word>{words})[\s.]*(?:the\s+|no\.?\s*|#)?"
    behind = rf"(?(word){piece}{of_all}|\.?\s+(?P<word2>{words}))"
    label = rf"(?:{word_first}|(?:the\s+)?)(?P<number>{any_number}){behind}"
    index = r"(?:\d{1,4}\.\s+)?"
    parted = rf"[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“„«(\[]))(?P<title>\S.*)?)?"
    pattern = rf"{index}(?P<label>{label})(?:{parted}|\s+(?P<joined>[^\W\d_].*))"
    opening = rf"\W{{0,4}}(?:{words})(?![^\W_])"
    return Keywords(language, expression(pattern, re.IGNORECASE), expression(opening, re.IGNORECASE))


def split_heading(text: str, language: str) -> tuple[str, str]:
    """Label and title of a line that is known to be a heading.

    >>> split_heading("Chapter 3: The Tide", "en"), split_heading("The Tide", "en")
    (('Chapter 3', 'The Tide'), ('', 'The Tide'))
    """
    candidate = Candidate(0, 0, Kind.NAMED, title=text)
    found = (
        by_keyword(text, candidate, keywords_of(language))
        or by_book_word(text, candidate)
        or by_number(text, candidate)
        or candidate
    )
    return found.label, found.title


def by_keyword(text: str, candidate: Candidate, keywords: Keywords) -> Candidate | None:
    """The candidate as a heading by a chapter word with a number, if the text is one."""
    if bracketed := _BRACKETED.fullmatch(text):
        text = f"{bracketed['label']}: {bracketed['title']}"
    found = keywords.pattern.fullmatch(text)
    if not found:
        return _by_eastern(text, candidate)
    word = found["word"] or found["word2"]
    number = number_of(found["number"], keywords.language)
    title = found["title"] or found["joined"] or ""
    if number is None or (title and not _is_title_of(word, title, is_joined=bool(found["joined"]))):
        return None
    if found["joined"] and not _takes_joined_title(word, found["number"] if found["word"] else ""):
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
    return is_long and is_sure(word) and is_argument(title)


def _takes_joined_title(word: str, number: str) -> bool:
    """Whether a title may follow with nothing but a space between, as in ``CHAPTER 5 The Rain``."""
    return is_sure(word) and word[0].isupper() and (number.isdecimal() or word.isupper())


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


def by_book_word(text: str, candidate: Candidate) -> Candidate | None:
    """The candidate as a heading by a word that names a part of a book, if the text is one."""
    found = _BOOK_WORD.fullmatch(text)
    if not found or (found["title"] and not is_title(found["title"])):
        return None
    is_bare = not found["title"] and (found["number"] or found["word"].casefold() in WEAK_BOOK_WORDS)
    is_weak = bool(is_bare or EXTRA_WORDS.fullmatch(found["word"]))
    return candidate._replace(
        kind=Kind.WORD, label=found["label"], title=found["title"] or "", is_weak=is_weak
    )


def by_number(text: str, candidate: Candidate) -> Candidate | None:
    """The candidate as a heading by its number alone, or with a title, if the text is one."""
    if not may_begin_with_number(text):
        return None
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


def _style(number: str) -> str:
    """Digits, capital roman, small roman, words or ideographs: a series keeps to one."""
    if number.isdecimal():
        return "digits"
    if number_of(number) is not None and re.fullmatch("[IVXLC]+", number):
        return "ROMAN"
    return "roman" if re.fullmatch("[ivxlc]+", number) else "words" if number.isascii() else "ideographs"


def is_sure(keyword: str) -> bool:
    """Whether a chapter word is one that stories hardly use otherwise."""
    return keyword.casefold() not in WEAK_WORDS | LOOSE_WORDS
