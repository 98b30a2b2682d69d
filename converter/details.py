"""What the title page and the details page say, as plain data that every writer sets its own way.

Our own words among it are in the story's language where ``labels.toml`` has them.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from converter.book import Metadata, Series
from converter.languages import UNKNOWN, format_date, format_number, full_name, script_of

VALUE_SEPARATOR = "\u00a0· "
"""Parts the values of a list; the dot stays with the value before it."""
_MOST_AUTHOR_LINES = 4
_LONG_LIST = 12
"""Values from which a list on the details page is set smaller."""
_ENGLISH = "en"
_OTHER_TAGS = {"nn": "nb", "no": "nb"}


class Detail(Struct, frozen=True):
    """One fact of the header: a label in the language of ``label_language``, and the values it has."""

    label: str
    values: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether there are so many values that they are set smaller."""
        return len(self.values) >= _LONG_LIST


def split_title(title: str) -> tuple[str, str]:
    """Title and subtitle: parted at the first colon that a space follows; no subtitle without one."""
    main, _, subtitle = map(str.strip, title.partition(": "))
    return (main, subtitle) if main else (title, "")


def author_lines(metadata: Metadata) -> tuple[str, ...]:
    """Each author on a line; more than a few run on."""
    authors = metadata.authors
    return (VALUE_SEPARATOR.join(authors),) if len(authors) > _MOST_AUTHOR_LINES else authors


def cover_words(metadata: Metadata) -> str:
    """What a cover says, for whoever does not see it."""
    return " · ".join((metadata.title, *metadata.authors))


def series_line(series: Series, language: str) -> str:
    """The series with the story's place in it, in a book of that language.

    >>> series_line(Series("The Valley Almanac", "2"), "en")
    'Part 2 of The Valley Almanac'
    """
    if not series.position:
        return series.name
    return label("Part {position} of {name}", language).format(position=series.position, name=series.name)


def keywords(metadata: Metadata) -> tuple[str, ...]:
    """What a catalogue finds the story under."""
    found = (*metadata.fandoms, *metadata.relationships, *metadata.characters, *metadata.tags)
    return tuple(dict.fromkeys(found))


def series_lines(metadata: Metadata) -> tuple[str, ...]:
    """A line for each series, but for one that the book is the whole of, and is called by."""
    lines = (series_line(series, metadata.language) for series in metadata.series)
    return tuple(line for line in lines if line.casefold() != metadata.title.casefold())


def imprint(metadata: Metadata) -> tuple[str, ...]:
    """The quiet lines at the foot of the title page: where the story comes from, and when."""
    date = metadata.completed or metadata.updated or metadata.published
    return tuple(line for line in (metadata.publisher, format_date(date, metadata.language)) if line)


def details(metadata: Metadata) -> tuple[Detail, ...]:
    """Every fact of the header that the title page does not show, in the order a reader wants.

    The language alone is none: whoever reads the story sees it.
    """
    found = [(name, values) for name, values in _facts(metadata) if any(values)]
    if [name for name, _ in found] == ["Language"]:
        return ()
    return tuple(Detail(label(name, metadata.language), values) for name, values in found)


def colophon(family: str) -> str:
    """The last line of a book: the typeface it is set in, if it has one, and by what."""
    return f"Set in {family} by Fascicle" if family else "Set by Fascicle"


def _facts(metadata: Metadata) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "Rating", (metadata.rating,)
    yield _plural(metadata.warnings, "Warning", "Warnings"), metadata.warnings
    yield _plural(metadata.categories, "Category", "Categories"), metadata.categories
    yield _plural(metadata.fandoms, "Fandom", "Fandoms"), metadata.fandoms
    yield _plural(metadata.relationships, "Relationship", "Relationships"), metadata.relationships
    yield _plural(metadata.characters, "Character", "Characters"), metadata.characters
    yield _plural(metadata.tags, "Additional tag", "Additional tags"), metadata.tags
    yield "Language", (full_name(metadata.language_name, metadata.language),)
    yield "Words", (_number(metadata.words, metadata.language),)
    yield "Chapters", (_chapter_count(metadata),)
    yield "Status", (metadata.status,)
    yield "Published", (format_date(metadata.published, metadata.language),)
    yield "Updated", (format_date(metadata.updated, metadata.language),)
    yield "Completed", (format_date(metadata.completed, metadata.language),)
    yield "Series", tuple(series_line(series, metadata.language) for series in metadata.series)
    yield _plural(metadata.collections, "Collection", "Collections"), metadata.collections
    yield "Publisher", (metadata.publisher,)
    yield "Source", (metadata.url,)
    yield "Work ID", (metadata.work_id,)
    for key, value in metadata.others:
        yield key, (value,)


def _plural(values: tuple[str, ...], one: str, many: str) -> str:
    return one if len(values) == 1 else many


def _number(number: int | None, language: str) -> str:
    return "" if number is None else format_number(number, language)


def _chapter_count(metadata: Metadata) -> str:
    count, language = metadata.chapters, metadata.language
    if count is None:
        return ""
    return f"{_number(count.posted, language)}/{_number(count.total, language) or '?'}"


def label(english: str, tag: str) -> str:
    """A word of our own pages in the language of a book; in English where we lack the language.

    >>> label("Rating", "de-AT"), label("Rating", "zh-TW"), label("Rating", "und")
    ('Altersfreigabe', '分級', 'Rating')
    """
    language = label_language(tag)
    return english if language == _ENGLISH else _tables()[language].get(english, english)


def label_language(tag: str) -> str:
    """The tag of the language that labels are in, in a book of that language.

    >>> label_language("pt-BR"), label_language("zh"), label_language("no"), label_language("cy")
    ('pt', 'zh-Hans', 'nb', 'en')
    """
    language = tag.partition("-")[0].casefold()
    if language in (_ENGLISH, UNKNOWN):  # without a look into the tables, which takes its time
        return _ENGLISH
    wanted = (f"{language}-{script_of(tag)}", _OTHER_TAGS.get(language, language))
    return next((known for known in wanted if known in _tables()), _ENGLISH)


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
