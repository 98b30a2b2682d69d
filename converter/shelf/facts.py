"""What the shelf knows of a book, and what people have decided about it, as plain data."""

import unicodedata

from msgspec import Struct

from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.expressions import expression
from converter.themes import DEFAULT as DEFAULT_STYLE

FORMATS = {"epub": ".epub", "kepub": ".kepub.epub", "pdf": ".pdf"}
"""The formats that the shelf offers, with the suffixes by which e-readers know them."""
_UNFIT_FOR_XML = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 section 2.2 forbids, and the rest of the controls; names of files may hold them."""


class Facts(Struct, frozen=True):
    """What a catalogue says of a book."""

    title: str
    authors: tuple[str, ...] = ()
    series: str = ""
    position: str = ""
    """The place in the series, as the book has it."""
    language: str = ""
    """A BCP 47 tag; empty where the book does not say."""
    summary: str = ""
    date: str = ""
    """When it was published or last changed, as the book has it."""
    words: int = 0
    """0 where they were not counted."""
    chapters: int = 0


class Choices(Struct, frozen=True):
    """What a person decided about a story: corrections, where not empty, and the look of its books."""

    title: str = ""
    author: str = ""
    language: str = ""
    style: str = DEFAULT_STYLE
    device: str = DEFAULT_DEVICE

    def header(self) -> tuple[tuple[str, str], ...]:
        """The corrections as lines of a header, which overrule the story's own."""
        lines = (("Title", self.title), ("Author", self.author), ("Language", self.language))
        return tuple((key, value) for key, value in lines if value)


class Item(Struct, frozen=True):
    """A story with the books that are made of it, or a finished book in one or more formats."""

    id: int
    files: tuple[str, ...]
    """Paths in the folder, with ``/``: the story, or the files of the book."""
    is_story: bool
    digest: str
    """Of what the files hold; empty while they have not been read yet."""
    error: str
    """Why no book can be made of it; empty in most cases."""
    modified: float
    """When the newest of the files was changed, in seconds since 1970."""
    facts: Facts
    choices: Choices
    stamp: str = ""
    """Sizes and times of the files when the folder was looked through."""

    @property
    def formats(self) -> tuple[str, ...]:
        """Names of the formats that can be had."""
        if self.is_story:
            return tuple(FORMATS)
        return tuple(name for name in FORMATS if any(format_of(path) == name for path in self.files))

    @property
    def byline(self) -> str:
        """The authors on one line."""
        return ", ".join(self.facts.authors)

    @property
    def series_line(self) -> str:
        """The series with the place in it: ``The Valley Almanac 2``."""
        return f"{self.facts.series} {self.facts.position}".strip()


def format_of(name: str) -> str:
    """The format that a file's name tells; empty when it is none of ours.

    >>> format_of("A.kepub.epub"), format_of("A.EPUB"), format_of("A.txt")
    ('kepub', 'epub', '')
    """
    lower = name.lower()
    return next((key for key in ("kepub", "epub", "pdf") if lower.endswith(FORMATS[key])), "")


def clean(text: str) -> str:
    r"""A text that pages and feeds can hold, on one line.

    >>> clean(" a\tb\x1b\n c")
    'a b c'
    """
    return " ".join(_UNFIT_FOR_XML.sub("", text).split())


def key(text: str) -> str:
    """What texts have in common that differ in case and accents only; to sort and to search by.

    >>> key("Été à Łódź")
    'ete a łodz'
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))
