"""The leading ``Key: value`` lines to ``Metadata``.

A text has a header when at least two of its first ten lines are known keys, and one of them says
which work this is (title, author, rating, work ID, fandom); a story that opens with ``Tom: Hello``
has none. The header ends at the first blank line and is never entered again. No word of it is
lost: a value that makes no sense, and a key that we do not know, are kept as they stand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from converter.book import ChapterCount, Metadata, Series
from converter.errors import Level, Notice
from converter.languages import UNKNOWN, tag_of
from converter.readers.lines import strip

_LINES_TO_JUDGE_BY = 10
_KEY_LINE = re.compile(r"(?P<key>[^\s:：](?:[^:：]{0,38}[^\s:：])?)\s*[:：]\s*(?P<value>.*)")
_UNKNOWN_KEY = re.compile(r"[A-Z][\w' /&()-]{0,39}")

_KEYS = {
    "title": ("title", "story", "story title", "work title", "书名", "题名"),
    "authors": ("author", "authors", "author(s)", "by", "byline", "creator", "writer", "pseud", "作者"),
    "series": ("series",),
    "summary": ("summary", "description", "synopsis", "blurb", "简介", "文案", "あらすじ"),
    "rating": ("rating", "rated"),
    "warnings": ("archive warning", "archive warnings", "warning", "warnings", "content warnings"),
    "categories": ("category", "categories"),
    "fandoms": ("fandom", "fandoms"),
    "relationships": ("relationship", "relationships", "pairing", "pairings", "ships"),
    "characters": ("character", "characters"),
    "tags": ("additional tag", "additional tags", "freeform", "tags", "genre", "keywords"),
    "language": ("language", "lang", "语言"),
    "words": ("words", "word count"),
    "chapters": ("chapters", "chapter"),
    "status": ("status",),
    "published": ("published", "posted", "posted on", "date", "publication date"),
    "updated": ("updated", "last updated", "date updated"),
    "completed": ("completed",),
    "collections": ("collection", "collections"),
    "publisher": ("publisher", "site", "archive"),
    "url": ("url", "source", "story url", "link"),
    "work_id": ("work id", "workid", "id", "story id"),
}
_FIELD_OF_KEY = {key: field_name for field_name, keys in _KEYS.items() for key in keys}
_IDENTIFYING = {"title", "authors", "rating", "work_id", "fandoms"}
_LISTS = {"warnings", "categories", "fandoms", "relationships", "characters", "tags", "collections"}
_MAY_WRAP = {"title", "authors", "series", "summary", *_LISTS}
"""Fields whose value may go on in the next line; a number or a date never does."""
_WRAP_WIDTHS = range(60, 101)
"""Lengths of a line that was broken because it was full; a longer one was never broken."""

_LIST_MARKS = re.compile(r"(?P<open>[(（])|(?P<close>[)）])|(?P<comma>,\s+|,$|[，、]\s*)")
_AUTHOR_COMMA = re.compile(r"\s*(?:[,，、;]|\s&\s)\s*+(?!(?:Jr|Sr|M\.?D|Ph\.?D|II|III|IV)\b)", re.IGNORECASE)
_AUTHOR_AND = re.compile(r"\s+and\s+(?=[^,;&]*$)", re.IGNORECASE)
_SERIES_PART = re.compile(r"(?:^|,\s*)Part\s+(\S+)\s+of\s+", re.IGNORECASE)
_SERIES_TAIL = re.compile(r"(?P<name>.*\S)\s*(?:\[(?P<a>\d+)\]|\((?P<b>\d+)\)|#(?P<c>\d+))")
_COUNT = r"\d[\d.,\u00a0\u202f' ]{0,14}"
_CHAPTER_COUNT = re.compile(rf"(?P<posted>{_COUNT})(?:/\s*(?P<total>{_COUNT}|\?))?")


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says, and where the story begins."""

    metadata: Metadata
    body_start: int
    """Index of the first line that is not part of the header."""
    notices: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Entry:
    key: str
    field_name: str
    """The ``Metadata`` field; empty for a key that we do not know."""
    line: int
    parts: list[str]

    @property
    def value(self) -> str:
        return " ".join(part for part in self.parts if part)


def read_header(lines: Sequence[str]) -> Header:
    """Read the header at the top of ``lines``; without one, the story begins at line 0."""
    start = next((index for index, line in enumerate(lines) if strip(line)), 0)
    top = list(takewhile(bool, map(strip, lines[start:])))
    if not _is_header(top):
        return Header(Metadata(), 0)
    entries, length = _entries(top, start + 1)
    builder = _Builder()
    for entry in entries:
        builder.take(entry)
    text = f"{len(entries)} header lines; the story begins below them."
    header_notice = Notice("header", start + 1, text)
    return Header(builder.metadata(), start + length, (header_notice, *builder.notices))


def _is_header(top: Sequence[str]) -> bool:
    known = [name for line in top[:_LINES_TO_JUDGE_BY] if (name := _known_field(line))]
    return len(known) >= 2 and not _IDENTIFYING.isdisjoint(known) and bool(_known_field(top[0]))


def _known_field(line: str) -> str:
    found = _KEY_LINE.fullmatch(line)
    return _FIELD_OF_KEY.get(found["key"].casefold(), "") if found else ""


def _entries(top: Sequence[str], first_line: int) -> tuple[list[_Entry], int]:
    """The header's entries, and how many lines they take."""
    entries: list[_Entry] = []
    for offset, text in enumerate(top):
        found = _KEY_LINE.fullmatch(text)
        known = _known_field(text)
        if found and (known or (len(entries) >= 2 and _UNKNOWN_KEY.fullmatch(found["key"]))):
            entries.append(_Entry(found["key"], known, first_line + offset, [found["value"]]))
        elif _goes_on(entries[-1], top[offset - 1]):
            entries[-1].parts.append(text)
        else:
            return entries, offset
    return entries, len(top)


def _goes_on(entry: _Entry, last_line: str) -> bool:
    """Whether the value goes on below its ``last_line``; else the story begins, blank line or not."""
    is_open = len(last_line) in _WRAP_WIDTHS or last_line.endswith((",", ":"))
    return is_open and entry.field_name in _MAY_WRAP


@dataclass(slots=True)
class _Builder:
    """Collects entries; the first value of a field wins, lists grow."""

    values: dict[str, object] = field(default_factory=dict)
    lists: dict[str, dict[str, None]] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def take(self, entry: _Entry) -> None:
        name, value = entry.field_name, entry.value
        if not value:
            return
        if name in _LISTS or name == "authors":
            self._take_list(entry, split_authors(value) if name == "authors" else split_list(value))
        elif name in self.values or not name or (parsed := _parse(name, value)) is None:
            self.others.append((entry.key, value))
            text = f"“{entry.key}: {value}” is kept as it stands: {self._why_kept(name)}."
            self.notices.append(Notice("header-kept", entry.line, text))
        else:
            self.values[name] = parsed
            if name == "language":
                self._name_language(value, entry.line)

    def _take_list(self, entry: _Entry, values: list[str]) -> None:
        known = self.lists.setdefault(entry.field_name, {})
        for value in values:
            if value in known:
                text = f"“{value}” stands twice under “{entry.key}” and is shown once."
                self.notices.append(Notice("value-repeated", entry.line, text))
            known[value] = None

    def _why_kept(self, name: str) -> str:
        if not name:
            return "we do not know the key"
        return "the key was there before" if name in self.values else "the value makes no sense to us"

    def _name_language(self, name: str, line: int) -> None:
        self.values["language_name"] = name
        if self.values["language"] == UNKNOWN:
            text = f"“{name}” is no language that we know; the book is marked as undetermined."
            hint = "Write the language's name, or its BCP 47 tag, into the header."
            self.notices.append(Notice("language-unknown", line, text, hint, Level.WARNING))

    def metadata(self) -> Metadata:
        lists = {name: tuple(values) for name, values in self.lists.items()}
        return Metadata(**self.values, **lists, others=tuple(self.others))  # type: ignore[arg-type]


def _parse(name: str, value: str) -> object:
    """The value of a single-valued field as ``Metadata`` has it; None if it makes no sense."""
    match name:
        case "words":
            return _number(value)
        case "chapters":
            return parse_chapter_count(value)
        case "series":
            return parse_series(value)
        case "summary":
            return (value,)
        case "language":
            return tag_of(value) or UNKNOWN
        case _:
            return value


def _number(value: str) -> int | None:
    return int(re.sub(r"\D", "", value)) if re.fullmatch(_COUNT, value) else None


def parse_chapter_count(value: str) -> ChapterCount | None:
    """``3/?``, ``12`` or ``1,024/1,024``; None for anything else."""
    found = _CHAPTER_COUNT.fullmatch(value)
    if not found:
        return None
    posted = _number(found["posted"].strip())
    return ChapterCount(posted, _number(found["total"] or "")) if posted is not None else None


def parse_series(value: str) -> tuple[Series, ...]:
    """``Part 2 of X``, several of them joined by commas, or ``X [2]``, ``X (2)``, ``X #2``."""
    before, *parts = _SERIES_PART.split(value)
    if parts and not before and all(parts):
        return tuple(Series(name, n) for n, name in zip(parts[::2], parts[1::2], strict=True))
    if tail := _SERIES_TAIL.fullmatch(value):
        return (Series(tail["name"], tail["a"] or tail["b"] or tail["c"]),)
    return (Series(value),)


def split_list(value: str) -> list[str]:
    """Split at commas that a space follows, outside parentheses."""
    items, depth, start = [], 0, 0
    balanced = len(re.findall("[(（]", value)) == len(re.findall("[)）]", value))
    for mark in _LIST_MARKS.finditer(value):
        if mark["open"]:
            depth += balanced
        elif mark["close"]:
            depth -= balanced
        elif depth <= 0:
            items.append(value[start : mark.start()].strip())
            start = mark.end()
    items.append(value[start:].strip())
    return [item for item in items if item]


def split_authors(value: str) -> list[str]:
    """Split at commas, semicolons and ampersands; at a last ``and`` only beside one of those."""
    names = [name for name in _AUTHOR_COMMA.split(value) if name]
    if len(names) > 1:
        names[-1:] = _AUTHOR_AND.split(re.sub(r"^and\s+", "", names[-1], flags=re.IGNORECASE))
    return names
