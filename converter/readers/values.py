"""The values of a header, each from the text that a key has to what ``Metadata`` holds."""

import re
from collections.abc import Iterator

from converter.book import ChapterCount, Series
from converter.expressions import expression
from converter.languages import tag_of
from converter.readers.keys import LONG, Entry, field_of

_LIST_MARKS = expression(r"(?P<open>[(（])|(?P<close>[)）])|(?P<comma>,\s+|,$|[，、]\s*)|(?P<other>;\s+|;$)")
_BARE_BAR = expression(r"(?<=\S)\|(?=\S)")
_AUTHOR_COMMA = expression(r"\s*(?:[,，、;]|\s&\s)\s*+(?!(?:Jr|Sr|M\.?D|Ph\.?D|II|III|IV)\b)", re.IGNORECASE)
_AUTHOR_AND = expression(r" and ", re.IGNORECASE)
_BY = expression(r"by\b[\s,:：]*", re.IGNORECASE)
_SERIES_PART = expression(r"(?:^|[,;]\s*)Part\s+(\S+)\s+of\s+", re.IGNORECASE)
_SERIES_TAIL = expression(r"(?P<name>.*\S)\s*(?:\[(?P<a>\d+)\]|\((?P<b>\d+)\)|#(?P<c>\d+(?:\.\d+)?))")
_COUNT = r"\d[\d.,\u00a0\u202f' ]{0,14}"
_CHAPTER_COUNT = expression(rf"(?P<posted>{_COUNT})(?:/\s*(?P<total>{_COUNT}|\?))?")
_PART_OF_STATS = expression(
    r"(?:^|(?<=\s))(?P<key>Rated|Rating|Language|Published|Posted|Updated|Completed|Packaged|Words"
    r"|Chapters|Status|Genre|Kudos|Hits|Bookmarks|Comments|Reviews|Favs|Follows|Views|id):\s*",
    re.IGNORECASE,
)
_STATS_FIELDS = frozenset(
    "composite published updated completed words chapters rating status stats language".split()
)
_RATINGS = {
    "Not Rated": "not rated|unrated|nr|none",
    "General Audiences": "general audiences|general|g|pg|k|k+|all ages",
    "Teen And Up Audiences": "teen and up audiences|teen and up|teen|teens|t|pg-13|pg13|pg-15|pg15",
    "Mature": "mature|m|r",
    "Explicit": "explicit|e|x|ma|nc-17|nc17|nc-18|nc18",
}
_RATING_NAMES = {name: rating for rating, names in _RATINGS.items() for name in names.split("|")}
_CATEGORIES = frozenset("gen f/m m/m f/f multi other".split())
_WARNINGS = frozenset(
    {
        "choose not to use archive warnings",
        "creator chose not to use archive warnings",
        "author chose not to use archive warnings",
        "no archive warnings apply",
        "no warnings apply",
        "graphic depictions of violence",
        "major character death",
        "rape/non-con",
        "underage",
        "underage sex",
        "none",
        "n/a",
    }
)
_SENTENCE_END = expression(r"[.!?…][\"'”’»)]*$")
_MANY = 3
"""Keys on one line that no sentence has."""
_LONGEST_DATE = 120
_SHORT = 3
"""Words of a value that may end as a sentence does: ``Who goes there?``"""


def number(value: str) -> int | None:
    """A whole number with any grouping: ``21,069``, ``21.069``; None for anything else."""
    return int(re.sub(r"\D", "", value)) if re.fullmatch(_COUNT, value) else None


def parse_chapter_count(value: str) -> ChapterCount | None:
    """``3/?``, ``12`` or ``1,024/1,024``; None for anything else."""
    found = _CHAPTER_COUNT.fullmatch(value)
    if not found:
        return None
    posted = number(found["posted"].strip())
    return ChapterCount(posted, number(found["total"] or "")) if posted is not None else None


def parse_series(value: str) -> tuple[Series, ...]:
    """``Part 2 of X``, several of them on lines or joined by commas, or ``X [2]``, ``X (2)``, ``X #2``."""
    return tuple(series for line in value.split("\n") for series in _series_of_line(line))


def _series_of_line(value: str) -> tuple[Series, ...]:
    before, *parts = _SERIES_PART.split(value)
    if parts and not before and all(parts):
        return tuple(Series(name, n) for n, name in zip(parts[::2], parts[1::2], strict=True))
    if tail := _SERIES_TAIL.fullmatch(value):
        return (Series(tail["name"], tail["a"] or tail["b"] or tail["c"]),)
    return (Series(value),)


def split_list(value: str) -> list[str]:
    """Split at line ends, and at commas outside parentheses; without those at semicolons or bare bars.

    A bar between spaces belongs to a name that is given in two languages.
    """
    return [item for line in value.split("\n") for item in _items(line)]


def _items(value: str) -> list[str]:
    balanced = len(re.findall("[(（]", value)) == len(re.findall("[)）]", value))
    cuts: dict[str, list[re.Match[str]]] = {"comma": [], "other": []}
    depth = 0
    for mark in _LIST_MARKS.finditer(value):
        kind = mark.lastgroup or ""
        if kind in cuts:
            if depth <= 0:
                cuts[kind].append(mark)
        else:
            depth += balanced if kind == "open" else -balanced
    marks = cuts["comma"] or cuts["other"] or list(_BARE_BAR.finditer(value))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(value)]
    items = (value[start:end].strip() for start, end in zip(starts, ends, strict=True))
    return [item for item in items if item]


def split_authors(value: str) -> list[str]:
    """Split at commas, semicolons, ampersands and lines; at a last ``and`` only beside one of those."""
    bare = _BY.sub("", value, count=1) if _BY.match(value) else value
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    names = [name for line in lines for name in _AUTHOR_COMMA.split(line) if name.strip()]
    if len(names) > 1:
        names[-1:] = _AUTHOR_AND.split(re.sub(r"^and\s+", "", names[-1], flags=re.IGNORECASE))
    return names or [value]


def canonical_rating(value: str) -> str:
    """The archive's name of a rating: ``T`` and ``PG-13`` are for teens; a rating of its own stays."""
    name = re.sub(r"^(?:fiction|rated)\s+", "", value.casefold())
    return _RATING_NAMES.get(name, value)


def is_archive_warning(value: str) -> bool:
    """Whether the archive has such a warning; any other is an additional tag there."""
    return value.casefold().removesuffix(".") in _WARNINGS


def is_archive_category(value: str) -> bool:
    """Whether the archive has such a category."""
    return value.casefold() in _CATEGORIES


def split_stats(entry: Entry) -> Iterator[Entry]:
    """The entries in ``Published: … Words: … Chapters: …`` on one line; the entry itself without such."""
    text = entry.value if entry.field_name == "composite" else f"{entry.key}: {entry.value}"
    marks = _parts_of_stats(entry, text)
    if len(marks) < 2 and entry.field_name != "composite":
        yield entry
        return
    if before := text[: marks[0].start() if marks else len(text)].strip(" -·|"):
        yield Entry(entry.key, "others", entry.line, [before])
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=False):
        value, *others = text[mark.end() : end].strip(" -·|,;").split(" - ")
        yield Entry(mark["key"], field_of(mark["key"]), entry.line, [value] if value else [])
        yield from (_unlabelled(other, entry.line) for other in others)


def _parts_of_stats(entry: Entry, text: str) -> list[re.Match[str]]:
    return list(_PART_OF_STATS.finditer(text)) if entry.field_name in _STATS_FIELDS else []


def _unlabelled(value: str, line: int) -> Entry:
    """What stands between the keys of such a line: a language, else a genre."""
    is_language = tag_of(value)
    return Entry("Language" if is_language else "Genre", "language" if is_language else "tags", line, [value])


def is_plausible(entry: Entry) -> bool:
    """Whether the value is one that the key takes, not a sentence of a story that begins with the key."""
    value = entry.value
    if not value or entry.field_name in LONG or entry.field_name in {"composite", "others"}:
        return True
    if len(_parts_of_stats(entry, f"{entry.key}: {value}")) >= _MANY:
        return True
    match entry.field_name:
        case "words" | "stats":
            return number(value) is not None
        case "chapters":
            return parse_chapter_count(value) is not None
        case "work_id":
            return value.isdigit()
        case "url":
            return "/" in value and " " not in value
        case "published" | "updated" | "completed":
            return len(value) <= _LONGEST_DATE and any(map(str.isdigit, value))
        case "rating":
            return value.casefold() in _RATING_NAMES or not re.search(r"[,.;!?]", value)
        case "language":
            return bool(tag_of(value)) or len(value.split()) <= _SHORT
        case _:
            return len(value.split()) <= _SHORT or not _SENTENCE_END.search(value)
