"""What is sent, and what it can be sent to: finished books by the name they travel under."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from msgspec import Struct

from converter.conversion import render_books
from converter.errors import NotABook, Notice
from converter.names import fill_template, safe_name
from converter.preparation import Settings, prepare
from converter.source import name_of, read_bytes, read_file, stem

_SUFFIXES = {"kepub": ".kepub.epub", "epub": ".epub", "pdf": ".pdf"}
"""The endings of finished books; the longer of two that fit comes first."""
_LARGEST = 1024
"""Megabytes of a finished book, which Kobo documents as the limit."""


class Parcel(Struct, frozen=True):
    """A finished book on its way."""

    name: str
    """The file's name without its suffix, safe for every file system."""
    format: str
    data: bytes
    notices: tuple[Notice, ...] = ()
    """What was noticed when it was made of a story."""

    @property
    def suffix(self) -> str:
        """The ending of its file's name, with the dot."""
        return _SUFFIXES[self.format]

    @property
    def file_name(self) -> str:
        """Name and suffix."""
        return f"{self.name}{self.suffix}"

    @property
    def media_type(self) -> str:
        """As IANA has registered it; a KEPUB is an EPUB to everybody but Kobo."""
        return "application/pdf" if self.format == "pdf" else "application/epub+zip"


class Destination(Protocol):
    """Where books can be sent to."""

    @property
    def description(self) -> str:
        """What it is and where, in a few words."""

    @property
    def advice(self) -> str:
        """What a person has to do for the books to be read; may be empty."""

    @property
    def device(self) -> str:
        """The name of the device that stories are made into books for."""

    def check_format(self, name: str) -> None:
        """Refuse what cannot be read there, before any work is done.

        :raises BookRefused: books of that format are not taken.
        """

    def check(self, parcel: Parcel) -> tuple[str, ...]:
        """Look a finished book over; warnings about it.

        :raises BookRefused: it will not be taken.
        """

    def deliver(self, parcels: list[Parcel]) -> Iterator[str]:
        """Send them; a line for each that has arrived.

        :raises SendingError: one of its kinds; what was told before has arrived.
        """


def pack(source: str, destination: Destination, options: Mapping[str, Any] = MappingProxyType({})) -> Parcel:
    """A finished book as it is, or the book of a story as the destination reads it best.

    :param options: what ``prepare`` is told for a story, over the destination's device.
    :raises ConverterError: one of its kinds, when there is no book to be had, or it will not be taken.
    """
    name = _format_of(source)
    if name:
        destination.check_format(name)
        return _read_book(Path(source), name)
    settings = prepare(**{"device": destination.device, **options})
    destination.check_format(settings.formats[0])
    return _make_book(source, settings)


def _format_of(source: str) -> str:
    """The format of a finished book by its name; empty for a story."""
    return next((name for name, suffix in _SUFFIXES.items() if source.lower().endswith(suffix)), "")


def _read_book(path: Path, name: str) -> Parcel:
    data = read_file(path, _LARGEST)
    if not data.startswith(b"%PDF-" if name == "pdf" else b"PK"):
        raise NotABook(f"“{path}” is called {_SUFFIXES[name]}, but is none.", "Fetch or make the book again.")
    return Parcel(safe_name(path.name[: -len(_SUFFIXES[name])]) or "book", name, data)


def _make_book(source: str, settings: Settings) -> Parcel:
    """The book of a story, called by the story's title: so libraries list what has no title of its own."""
    (name,) = settings.formats
    made = render_books(read_bytes(source), name_of(source), settings)
    title = fill_template("{title}", stem(source), made.book.metadata)
    return Parcel(title, name, made.contents[0], made.notices)
