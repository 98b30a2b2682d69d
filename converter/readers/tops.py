"""Tops without a key on every line, as archives and the tools that download from them write them."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from converter.errors import Notice
from converter.expressions import expression
from converter.readers.dropped import dropped
from converter.readers.header import read_entries, read_header
from converter.readers.keys import Entry, read_key
from converter.readers.lines import strip
from converter.readers.story_start import Top, is_first_heading, next_text

_POSTED = expression(
    r"Posted originally on (?:the )?(?P<archive>.*?) at\s+(?P<url>\S+?)[.\s]*", re.IGNORECASE
)
_ARCHIVE_LINE = expression(r"(?P<names>\S.*\S)\s+\[Archive of Our Own\]")
_LINK = expression(r"\[([^\[\]]*)\]\([^()\s]*\)")
_MARKUP = expression(
    r"^(?:#{1,6}\s+|>\s?|:\s+)+|^(?:\*\*|__)(?=\S)|(?<=\S)(?:\*\*|__)$|[<>](?=https?:)|(?<=\w)>(?=\.?$)"
)
_BYLINE = expression(r"by\b(?=[\s,:：])[\s,:：]*(?P<names>\S.{0,100})", re.IGNORECASE)
_NO_NAME = frozenset("the a an his her my their your our this that its it now then no far chance".split())
_JOINING = frozenset("and & von van de du der den di da la le el al ibn bin the of with y und et".split())
"""Small words inside names, and between them."""
_PREFACE_HEADINGS = frozenset({"preface", "archive of our own"})
_HYPHENS = expression(r"-{20,}")
_CONTENTS = "TABLE OF CONTENTS"
_QUOTED_TITLE = expression(
    r"[《【](?P<title>[^》】]{1,60})[》】]\s*(?P<key>作者|著者)\s*[:：]\s*(?P<names>\S.{0,60})"
)
_LONGEST_TITLE = 120
_LONGEST_BYLINE_WORDS = 8
_LONGEST_PREFACE = 600


def read_top(lines: Sequence[str]) -> Top | None:
    """The first of these tops that the lines have; None without any."""
    first = next_text(lines, 0)
    if first == len(lines):
        return None
    readers: tuple[Callable[[Sequence[str], int], Top | None], ...] = (
        _read_preface,
        _read_archive_line,
        _read_crawler,
        _read_byline,
        _read_title,
        _read_quoted_title,
        _read_marked_title,
    )
    return next((top for read in readers if (top := read(lines, first))), None)


def _read_preface(lines: Sequence[str], first: int) -> Top | None:
    """The archive's own HTML as text: a preface, with its values on the lines below their keys."""
    view = [*map(_without_markup, lines[: first + _LONGEST_PREFACE]), *lines[first + _LONGEST_PREFACE :]]
    above = list(islice((i for i in range(first, len(view)) if strip(view[i])), 6))
    posted = next((i for i in above if _POSTED.fullmatch(_sentence(view, i))), None)
    if posted is None:
        return None
    names = [i for i in above if i < posted and strip(view[i]).casefold() not in _PREFACE_HEADINGS]
    entries = [Entry("Title", "title", names[0] + 1, [strip(view[names[0]])])] if names else []
    if len(names) > 1:
        byline = strip(view[names[1]])
        by = _BYLINE.fullmatch(byline)
        entries.append(Entry("by", "authors", names[1] + 1, [by["names"] if by else byline]))
    found = _POSTED.fullmatch(_sentence(view, posted))
    below = posted + 1 if _POSTED.fullmatch(strip(view[posted])) else posted + 2
    if found:
        entries += [
            Entry("Publisher", "publisher", posted + 1, [found["archive"]]),
            Entry("URL", "url", posted + 1, [found["url"]]),
        ]
    top = read_entries(view, below, entries, bare_keys=True)
    notices = top.notices + dropped("title-repeated", lines, first, posted, "the preface's heading and title")
    start, named = _repeated_title(view, top.start, entries)
    if named:
        notices += dropped("title-repeated", lines, top.start, start, "the title once more, with the author")
        top = read_entries(view, start, [*top.entries, *named], bare_keys=True)
        notices += top.notices
    return top._replace(notices=notices)


def _sentence(lines: Sequence[str], index: int) -> str:
    """The line, with the next one where it was broken before the address."""
    text = strip(lines[index])
    return f"{text} {strip(lines[index + 1])}" if text.endswith(" at") and index + 1 < len(lines) else text


def _repeated_title(
    lines: Sequence[str], start: int, entries: Sequence[Entry]
) -> tuple[int, tuple[Entry, ...]]:
    """The line below the title with the author, which stands between a preface's keys and its summary.

    It is the only title where the preface begins with the archive's name.
    """
    title = next_text(lines, start)
    byline = next_text(lines, title + 1)
    titles = {entry.value for entry in entries if entry.field_name == "title"}
    if byline >= len(lines) or (titles and strip(lines[title]) not in titles):
        return start, ()
    found = _BYLINE.fullmatch(strip(lines[byline]))
    if not found or (not titles and not _is_name(found["names"])):
        return start, ()
    only = () if titles else (Entry("Title", "title", title + 1, [strip(lines[title])]),)
    return byline + 1, (*only, Entry("by", "authors", byline + 1, [found["names"]]))


def _without_markup(line: str) -> str:
    """The line without the marks of headings, quotations, definitions, links and bold type."""
    return _MARKUP.sub("", _LINK.sub(r"\1", line.strip()))


def _read_archive_line(lines: Sequence[str], first: int) -> Top | None:
    """``Title - Author - Fandom [Archive of Our Own]``, and keys below it."""
    found = _ARCHIVE_LINE.fullmatch(strip(lines[first]))
    if not found:
        return None
    top = read_entries(lines, first + 1, ())
    said = {entry.field_name for entry in top.entries}
    names = found["names"].rsplit(" - ", 2)
    fields = ("title", "authors", "fandoms")
    entries = tuple(
        Entry(name.title(), name, first + 1, [value])
        for name, value in zip(fields, names, strict=False)
        if name not in said
    )
    text = f"“{strip(lines[first])}” is the archive's line; its names are used where no key gives them."
    return top._replace(
        entries=entries + top.entries, notices=(*top.notices, _notice("archive-line", first, text))
    )


def _read_crawler(lines: Sequence[str], first: int) -> Top | None:
    """A web crawler's: the address, a line of hyphens, title and ``by, A, B``, hyphens, a synopsis, keys."""
    heads = list(islice((i for i in range(first, len(lines)) if strip(lines[i])), 5))
    texts = [strip(lines[i]) for i in heads]
    if (
        len(texts) < 5
        or "://" not in texts[0]
        or not (_HYPHENS.fullmatch(texts[1]) and _HYPHENS.fullmatch(texts[4]))
    ):
        return None
    byline = _BYLINE.fullmatch(texts[3])
    if not byline:
        return None
    entries = [
        Entry("URL", "url", heads[0] + 1, [texts[0]]),
        Entry("Title", "title", heads[2] + 1, [texts[2]]),
        Entry("by", "authors", heads[3] + 1, [byline["names"]]),
        Entry("Synopsis", "summary", heads[4] + 1, is_block=True),
    ]
    return read_entries(lines, heads[4] + 1, entries)


def _read_byline(lines: Sequence[str], first: int) -> Top | None:
    """A title, and ``by Author`` below it, alone or above a blank line or keys."""
    byline = next_text(lines, first + 1)
    title = _without_markup(lines[first])
    if byline == len(lines) or byline - first > 3 or not _is_title(title):
        return None
    text = _without_markup(lines[byline])
    found = _BYLINE.fullmatch(text)
    if found and text[0] == "B" and found["names"].isalpha() and found["names"].islower():
        return None  # a sentence may begin so
    below = strip(lines[byline + 1]) if byline + 1 < len(lines) else ""
    if not found or not _is_name(found["names"]) or (below and not read_key(below, 0)):
        return None
    entries = [
        Entry("Title", "title", first + 1, [title]),
        Entry("by", "authors", byline + 1, [found["names"]]),
    ]
    top = read_entries(lines, byline + 1, entries)
    end = _end_of_contents(lines, top.start)
    if end == top.start:
        return top
    _, *titles = (strip(line) for line in lines[top.start : end] if strip(line))
    what = "a table of contents, which books make themselves"
    notices = top.notices + dropped("contents", lines, next_text(lines, top.start), end, what)
    return top._replace(start=end, notices=notices, titles=tuple(titles))


def _read_title(lines: Sequence[str], first: int) -> Top | None:
    """A title above a header that has none; so may its author stand there, below or beside the title."""
    text = _without_markup(lines[first])
    header = read_header(lines, first + 1) if _is_title(text) else None
    if not header or any(entry.field_name == "title" for entry in header.entries):
        return None
    title, by, names = text.rpartition(" by ")
    has_author = any(entry.field_name == "authors" for entry in header.entries)
    is_byline = by and not has_author and _is_title(title) and _is_name(names) and not title.endswith(names)
    if not is_byline:
        title = text.strip("《》")
    entries = [Entry("Title", "title", first + 1, [title])]
    entries += [Entry("by", "authors", first + 1, [names])] if is_byline else []
    return header._replace(entries=(*entries, *header.entries))


def _read_quoted_title(lines: Sequence[str], first: int) -> Top | None:
    """A Chinese title between its marks, and its author's key, on one line."""
    found = _QUOTED_TITLE.fullmatch(strip(lines[first]))
    if not found:
        return None
    entries = [
        Entry("Title", "title", first + 1, [found["title"]]),
        Entry(found["key"], "authors", first + 1, [found["names"]]),
    ]
    return read_entries(lines, first + 1, entries)


def _read_marked_title(lines: Sequence[str], first: int) -> Top | None:
    """Markdown's highest heading, where the chapters have lower ones; it may stand above each of these."""
    highest = {strip(line) for line in lines if line.startswith("# ")}
    has_lower = any(line.startswith("## ") for line in lines)
    title = strip(lines[first].removeprefix("# "))
    if highest != {strip(lines[first])} or not has_lower or is_first_heading(title):
        return None
    return Top((Entry("Title", "title", first + 1, [title]),), first + 1, len(lines))


def _is_title(text: str) -> bool:
    if not 0 < len(text) <= _LONGEST_TITLE or text[0].islower() or text[-1] in '.,;:—-"”':
        return False
    return not is_first_heading(text) and not read_key(text, 0)


def _is_name(text: str) -> bool:
    """Whether what follows ``by`` may be someone's name, not the rest of a sentence."""
    words = text.split()
    if len(words) > 1 and any(word.islower() and word not in _JOINING for word in words):
        return False
    is_short = len(words) <= _LONGEST_BYLINE_WORDS and not text.endswith((".", "!", "?", ",", ";", ":", "…"))
    return is_short and words[0].casefold() not in _NO_NAME


def _end_of_contents(lines: Sequence[str], start: int) -> int:
    """The line below FanFicFare's list of chapters, if the first of them is a heading further down."""
    contents = next_text(lines, start)
    first = next_text(lines, contents + 1)
    if first >= len(lines) or strip(lines[contents]) != _CONTENTS:
        return start
    end = next((i for i in range(first, len(lines)) if not strip(lines[i])), len(lines))
    entry = strip(lines[first])
    return end if any(strip(line) == entry for line in islice(lines, end, None)) else start


def _notice(code: str, index: int, text: str) -> Notice:
    return Notice(code, index + 1, text)
