"""Tells whether every word of a story is in its book, in order.

A word is a run of letters and digits, or one kana or ideograph. Hyphens in words do not count, so that
words divided at the end of a line are whole; what stands around a story in its book does not either:
title pages, running heads, folios.
"""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby

from msgspec import Struct

from converter.book import Book, texts
from converter.checks.alignment import Hunk, hunks
from converter.checks.findings import Finding, WordCount, error, warning
from converter.details import split_title
from converter.expressions import expression

_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W_{_IDEOGRAPHS}]+"
_WORD = expression(rf"[{_IDEOGRAPHS}]|{_LETTERS}(?:[-\u2010\u2011]\n?{_LETTERS})*")
_HYPHENS = expression("[-\u2010\u2011]\n?")
_DASH_OF_RANGE = expression(r"(?<=\d)\u2013(?=\n?\d)")
"""What typography makes of the hyphen in 1914-18."""
_SOFT_HYPHEN = "\u00ad"
_ROMAN_FIGURES = frozenset("ivxlc")
_DIGITS = expression(r"\d+")
_APART = "\n\n"
"""Between lines that no hyphen joins."""
_MARGIN_LINES = 2
"""Lines at either end of a page that may be a running head or a folio."""
_MOST_FINDINGS = 20
_LONGEST_SHIFT = 12
"""Words by which an addition may be taken to begin earlier."""
_SHOWN = 80
"""Characters of lost or added text that a finding shows."""
_CONTEXT = 5
"""Words that tell where."""


class Passage(Struct, frozen=True):
    """A stretch of a finished book: a document's blocks, or a page's lines."""

    place: str
    lines: tuple[str, ...]
    is_page: bool = False
    """Whether lines at its ends may belong to the page instead of the text."""


class Words(Struct, frozen=True):
    """The words of a text, each with where it stands."""

    text: str
    keys: tuple[str, ...]
    """The words as they are compared."""
    spans: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int) -> str:
        """The text from one word up to another, cut to what a line holds."""
        if start >= end:
            return ""
        text = " ".join(self.text[self.spans[start][0] : self.spans[end - 1][1]].split())
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def split_words(text: str) -> Words:
    r"""The words of a text.

    >>> split_words("A well-known o\u00adfi\nce, soft-\nware --- really; 猫だ").keys
    ('a', 'wellknown', 'ofi', 'ce', 'software', 'really', '猫', 'だ')
    """
    text = _normalise(text)
    found = list(_WORD.finditer(text))
    keys = tuple(_HYPHENS.sub("", match[0]).casefold() for match in found)
    return Words(text, keys, tuple(match.span() for match in found))


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", _DASH_OF_RANGE.sub("-", text.replace(_SOFT_HYPHEN, "")))


def story_words(stories: Iterable[Book]) -> Words:
    """The words of the stories' chapters, headings included."""
    lines: list[str] = []
    for chapter in chain.from_iterable(story.chapters for story in stories):
        lines += [chapter.label, chapter.title, *texts(chapter.blocks)]
    return split_words(_APART.join(lines))


def in_book_order(stories: Iterable[Book], passages: Iterable[Passage]) -> list[Book]:
    """The stories in the order in which lines of a book first begin with their titles; others come last."""
    lines = [f" {' '.join(split_words(line).keys)} " for passage in passages for line in passage.lines]

    def place(story: Book) -> int:
        title = f" {' '.join(split_words(split_title(story.metadata.title)[0]).keys)} "
        return next((number for number, line in enumerate(lines) if line.startswith(title)), len(lines))

    return sorted(stories, key=place)


class _Found(Struct, frozen=True):
    """The words of a book, with the lines that they stand on."""

    lines: tuple[tuple[Passage, str], ...]
    words: Words
    owners: tuple[int, ...]
    """The line that each word begins on."""

    def place(self, word: int) -> str:
        """Where a word stands, or the last one for the end of the book."""
        return self.lines[self.owners[min(word, len(self.owners) - 1)]][0].place if self.owners else ""


def compare(
    story: Words, passages: Iterable[Passage], names: Iterable[str] = (), *, is_anthology: bool = False
) -> tuple[WordCount, list[Finding]]:
    """What is lost, added and moved between a story and the passages of a book.

    ``names`` are what running heads may say: title, authors, headings. In an anthology pages that are none
    of the stories' may stand between them as well.
    """
    found = _find([(passage, line) for passage in passages for line in passage.lines], _APART)
    strangers = _strangers(_changes(story, found), found)
    margins = _margins(strangers, found, names)
    around = margins | _front_and_back(strangers, found, margins, is_anthology)
    found = _find([line for number, line in enumerate(found.lines) if number not in around], "\n")
    changes = _changes(story, found)
    moved = _moved(changes, story, found)
    return _count(story, changes, moved), list(_findings(story, found, changes, moved))


def _find(lines: Sequence[tuple[Passage, str]], separator: str) -> _Found:
    texts = [_normalise(text) for _, text in lines]
    offsets = list(accumulate((len(text) + len(separator) for text in texts), initial=0))
    words = split_words(separator.join(texts))
    owners = tuple(bisect_right(offsets, start) - 1 for start, _ in words.spans)
    return _Found(tuple(lines), words, owners)


def _changes(story: Words, found: _Found) -> list[Hunk]:
    """Where story and book differ in more than where words are parted."""
    return [
        _at_line(hunk, found)
        for hunk in hunks(story.keys, found.words.keys)
        if "".join(story.keys[hunk.a : hunk.a_end]) != "".join(found.words.keys[hunk.b : hunk.b_end])
    ]


def _at_line(hunk: Hunk, found: _Found) -> Hunk:
    """The same addition from the beginning of a line on, if it can be taken so.

    In “Chapter 3 11 Chapter 4” for “Chapter 4” it is not certain which “Chapter” was added.
    """
    keys, owners = found.words.keys, found.owners
    for shift in range(min(hunk.b + 1, _LONGEST_SHIFT) if hunk.a == hunk.a_end else 0):
        b, b_end = hunk.b - shift, hunk.b_end - shift
        if b == 0 or owners[b - 1] != owners[b]:
            return Hunk(hunk.a - shift, hunk.a - shift, b, b_end)
        if keys[b - 1] != keys[b_end - 1]:
            break
    return hunk


def _strangers(changes: Iterable[Hunk], found: _Found) -> set[int]:
    """The words of the book that are none of the story's."""
    return {word for hunk in changes for word in range(hunk.b, hunk.b_end)}


def _front_and_back(strangers: set[int], found: _Found, margins: set[int], is_anthology: bool) -> set[int]:
    """The numbers of lines before and after the story, or each of several: title page, details, notices."""
    inner = [word for word, owner in enumerate(found.owners) if owner not in margins]
    whole = Counter(map(found.place, inner))
    strange = Counter(found.place(word) for word in inner if word in strangers)
    numbers = [
        number
        for number, (passage, _) in enumerate(found.lines)
        if strange[passage.place] * 2 < whole[passage.place]
    ]
    if not numbers:
        return set()
    story = set(numbers) if is_anthology else set(range(numbers[0], numbers[-1] + 1))
    return set(range(len(found.lines))) - story


def _margins(strangers: set[int], found: _Found, names: Iterable[str]) -> set[int]:
    """The numbers of lines that are running heads or folios.

    They stand at the ends of pages and are no words of the story; and they are numbers, or names, or
    come again on other pages.
    """
    strange = Counter(found.owners[word] for word in strangers)
    whole = Counter(found.owners)
    known = {key for name in names for key in split_words(name).keys}
    edges = [number for number in _edges(found) if strange[number] * 2 > whole[number]]
    heads = {number: split_words(_DIGITS.sub("", found.lines[number][1])).keys for number in edges}
    times = Counter(heads.values())
    return {
        number
        for number, head in heads.items()
        if times[head] > 1 or known.issuperset(head) or _ROMAN_FIGURES.issuperset("".join(head))
    }


def _edges(found: _Found) -> list[int]:
    """The numbers of the first and last lines of pages."""
    edges = []
    for passage, group in groupby(enumerate(found.lines), lambda line: line[1][0]):
        numbers = [number for number, _ in group]
        if passage.is_page:
            edges += sorted({*numbers[:_MARGIN_LINES], *numbers[-_MARGIN_LINES:]})
    return edges


def _moved(changes: Iterable[Hunk], story: Words, found: _Found) -> set[int]:
    """The numbers of changes that are words taken from one place to another."""
    lost: dict[tuple[str, ...], list[int]] = {}
    added: dict[tuple[str, ...], list[int]] = {}
    for number, hunk in enumerate(changes):
        # Sorted, since where a difference begins is not certain when the words around it are alike.
        if hunk.b == hunk.b_end:
            lost.setdefault(tuple(sorted(story.keys[hunk.a : hunk.a_end])), []).append(number)
        elif hunk.a == hunk.a_end:
            added.setdefault(tuple(sorted(found.words.keys[hunk.b : hunk.b_end])), []).append(number)
    pairs = [pair for key in lost for pair in zip(lost[key], added.get(key, ()), strict=False)]
    return {number for pair in pairs for number in pair}


def _count(story: Words, changes: Sequence[Hunk], moved: set[int]) -> WordCount:
    stays = [hunk for number, hunk in enumerate(changes) if number not in moved]
    return WordCount(
        len(story.keys),
        sum(hunk.a_end - hunk.a for hunk in stays),
        sum(hunk.b_end - hunk.b for hunk in stays),
        sum(changes[number].a_end - changes[number].a for number in moved),
    )


def _findings(story: Words, found: _Found, changes: Sequence[Hunk], moved: set[int]) -> Iterator[Finding]:
    """The first changes each, and how many more there are."""
    for number, hunk in enumerate(changes[:_MOST_FINDINGS]):
        place = found.place(hunk.b)
        lost = story.quote(hunk.a, hunk.a_end)
        added = found.words.quote(hunk.b, hunk.b_end)
        after = story.quote(max(0, hunk.a - _CONTEXT), hunk.a)
        where = f"after “{after}”" if after else "at the beginning"
        if number in moved and lost:
            yield error("words-moved", place, f"Not {where}, but elsewhere: “{lost}”.")
        elif lost and added:
            yield error("words-changed", place, f"For “{lost}”, {where}, the book has “{added}”.")
        elif lost:
            yield error("words-lost", place, f"Lost {where}: “{lost}”.")
        elif number not in moved:
            yield warning("words-added", place, f"Added {where}: “{added}”.")
    if len(changes) > _MOST_FINDINGS:
        text = f"The words differ in {len(changes) - _MOST_FINDINGS:,} more places."
        yield error("words-differ", "", text, "Is this the book of that story?")
