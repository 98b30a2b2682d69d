"""The entries of a header to ``Metadata``. No word is lost: what fits nowhere is kept as it stands."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from converter.book import Metadata, plain_text
from converter.errors import Level, Notice, UnknownName
from converter.expressions import expression
from converter.languages import UNKNOWN, tag_of
from converter.readers.keys import KNOWN_KEYS, LISTS, LONG, Entry, field_of
from converter.readers.notes import is_pointer
from converter.readers.values import (
    canonical_rating,
    is_archive_category,
    is_archive_warning,
    number,
    parse_chapter_count,
    parse_series,
    split_authors,
    split_list,
    split_stats,
)

_FANFICFARE_KEYS = frozenset({"story url", "author url", "series url", "packaged"})
_SERIES_INDEX = expression(r"series[ _-](?:index|number)", re.IGNORECASE)
_GROWING = frozenset({"others", "stats"})
"""Fields of many keys: setting one of these leaves the rest."""
_TAG = expression(
    r"</?(?:p|br|i|b|em|strong|a|span|div|blockquote)\b[^<>]*>|&(?:nbsp|amp|quot|lt|gt|#\d+);", re.IGNORECASE
)
_PARAGRAPH_END = expression(r"(?:</?(?:p|div|blockquote)\b[^<>]*>\s*)+|(?:<br\s*/?>\s*){2,}", re.IGNORECASE)


def collect(entries: Iterable[Entry]) -> tuple[Metadata, tuple[Notice, ...]]:
    """What the entries say; the first value of a field wins, lists and paragraphs grow."""
    builder = _Builder()
    parts = [part for entry in entries for part in split_stats(entry)]
    for entry in _with_fandoms(_with_series_number(parts), builder.notices):
        builder.take(entry)
    return builder.metadata(), tuple(builder.notices)


def override(metadata: Metadata, overrides: Sequence[tuple[str, str]]) -> tuple[Metadata, tuple[Notice, ...]]:
    """The metadata with what a user sets in place of what the header says; an empty value clears it.

    :raises UnknownName: a key is none that we know.
    """
    for key, _ in overrides:
        if field_of(key) in {"", "composite"}:
            raise UnknownName("header key", key, KNOWN_KEYS)
    entries = [Entry(key, field_of(key), 0, value.split("\n")) for key, value in overrides]
    said, notices = collect(entries)
    names = {entry.field_name for entry in entries} - _GROWING
    if "language" in names:
        names.add("language_name")
    changed = {name: getattr(said, name) for name in names}
    for name in _GROWING - names:
        changed[name] = getattr(metadata, name) + getattr(said, name)
    return replace(metadata, **changed), notices


def _with_series_number(entries: list[Entry]) -> list[Entry]:
    """The entries with the number that calibre keeps beside its one series put behind the name."""
    series = [entry for entry in entries if entry.field_name == "series"]
    index = [entry for entry in entries if _SERIES_INDEX.fullmatch(entry.key)]
    is_whole = len(series) == len(index) == 1 and re.fullmatch(r"\d+(?:\.\d+)?", index[0].value)
    if not is_whole or any(found.position for found in parse_series(series[0].value)):
        return entries
    numbered = replace(series[0], parts=[f"{series[0].value} #{index[0].value.removesuffix('.0')}"])
    return [numbered if entry is series[0] else entry for entry in entries if entry is not index[0]]


def _with_fandoms(entries: list[Entry], notices: list[Notice]) -> list[Entry]:
    """FanFicFare calls a fandom a category; it is known by the keys that it alone writes."""
    is_fanficfare = any(entry.key.casefold() in _FANFICFARE_KEYS for entry in entries)
    if not is_fanficfare or any(entry.field_name == "fandoms" for entry in entries):
        return entries
    for entry in entries:
        if entry.field_name == "categories" and not all(map(is_archive_category, split_list(entry.value))):
            entry.field_name = "fandoms"
            text = f"“{entry.key}” names the fandom here, as FanFicFare writes it."
            notices.append(Notice("category-is-fandom", entry.line, text))
    return entries


class _Builder(Struct):
    values: dict[str, object] = field(default_factory=dict)
    lists: dict[str, dict[object, None]] = field(default_factory=dict)
    paragraphs: dict[str, list[str]] = field(default_factory=dict)
    pairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        name, value = entry.field_name, entry.value
        if not value:
            return
        if name in LONG:
            self._take_paragraphs(entry)
        elif name == "warnings":
            self._take_warnings(entry, split_list(value))
        elif name in LISTS:
            self._take_list(name, entry, split_list(value))
        elif name == "authors":
            self._take_list(name, entry, split_authors(value))
        elif name == "series":
            self._take_list(name, entry, parse_series(value))
        elif name == "stats":
            self.pairs.setdefault(name, []).append((entry.key, value))
            self._say("stats-kept", entry, f"“{entry.key}: {value}” is what an archive counted; not shown.")
        else:
            self._take_value(entry)

    def _take_paragraphs(self, entry: Entry) -> None:
        for line, part in enumerate(entry.parts, start=entry.line + entry.is_block):
            if is_pointer(part):
                text = f"“{part}” is an archive's own line and was dropped."
                self.notices.append(Notice("pointer-dropped", line, text, level=Level.NOTE))
        kept = replace(entry, parts=[part for part in entry.parts if not is_pointer(part)])
        shown = (text for paragraph in kept.paragraphs for text in _without_tags(paragraph))
        self.paragraphs.setdefault(entry.field_name, []).extend(shown)

    def _take_value(self, entry: Entry) -> None:
        name, value = entry.field_name, entry.value
        is_kept = name in {"", "others"} or name in self.values
        parsed = None if is_kept else self._parse(entry)
        if parsed is not None:
            self.values[name] = parsed
            return
        self.pairs.setdefault("others", []).append((entry.key, value))
        self._say("header-kept", entry, f"“{entry.key}: {value}” is kept as it stands: {self._reason(name)}.")

    def _parse(self, entry: Entry) -> object:
        """The value of a single-valued field as ``Metadata`` has it; None if it makes no sense."""
        match entry.field_name:
            case "words":
                return number(entry.value)
            case "chapters":
                return parse_chapter_count(entry.value)
            case "language":
                return self._language(entry)
            case "rating":
                return self._rating(entry)
            case _:
                return entry.value

    def _reason(self, name: str) -> str:
        match name:
            case "":
                return "we do not know the key"
            case "others":
                return "nothing is made of such a key"
            case _ if name in self.values:
                return "the key was there before"
            case _:
                return "the value makes no sense to us"

    def _take_warnings(self, entry: Entry, values: list[str]) -> None:
        tags = [value for value in values if not is_archive_warning(value)]
        for tag in tags:
            self._say("warning-is-tag", entry, f"“{tag}” is no warning of the archive; it becomes a tag.")
        self._take_list("warnings", entry, [value for value in values if is_archive_warning(value)])
        self._take_list("tags", entry, tags)

    def _take_list(self, name: str, entry: Entry, values: Iterable[object]) -> None:
        known = self.lists.setdefault(name, {})
        for value in values:
            if value in known:
                text = f"“{value}” stands twice under “{entry.key}” and is shown once."
                self._say("value-repeated", entry, text)
            known[value] = None

    def _language(self, entry: Entry) -> str:
        tag = tag_of(entry.value) or UNKNOWN
        self.values["language_name"] = entry.value
        if tag == UNKNOWN:
            text = f"“{entry.value}” is no language that we know; the book is marked as undetermined."
            hint = "Write the language's name, or its BCP 47 tag, into the header."
            self.notices.append(Notice("language-unknown", entry.line, text, hint, Level.WARNING))
        return tag

    def _rating(self, entry: Entry) -> str:
        rating = canonical_rating(entry.value)
        if rating != entry.value:
            self._say("rating-mapped", entry, f"“{entry.value}” is the rating “{rating}”.")
        return rating

    def _say(self, code: str, entry: Entry, text: str) -> None:
        self.notices.append(Notice(code, entry.line, text))

    def metadata(self) -> Metadata:
        found = {
            **self.values,
            **{name: tuple(values) for name, values in self.lists.items()},
            **{name: tuple(values) for name, values in self.paragraphs.items()},
            **{name: tuple(values) for name, values in self.pairs.items()},
        }
        return Metadata(**found)  # type: ignore[arg-type]


def _without_tags(text: str) -> Sequence[str]:
    """The paragraphs of a value that an archive has given out as HTML; else the text as it is."""
    if not _TAG.search(text):
        return [text]
    from converter.readers.markup import read_fragment  # noqa: PLC0415 — loads Beautiful Soup

    paragraphs = (plain_text(read_fragment(part)).strip() for part in _PARAGRAPH_END.split(text))
    return [" ".join(paragraph.split("\n")) for paragraph in paragraphs if paragraph]
