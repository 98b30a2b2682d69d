"""Readers turn a ``Source`` into a ``Book``, and say what they noticed on the way.

A reader is any object with the members of ``Reader``; a module will do. It is registered under the
suffix of the files that it reads in the entry point group ``fascicle.readers``.
"""

from dataclasses import dataclass
from typing import Protocol

from converter.book import Book
from converter.errors import Notice
from converter.source import Source


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read, and every decision that reading took."""

    book: Book
    notices: tuple[Notice, ...] = ()


class Reader(Protocol):
    """What a reader offers."""

    @property
    def description(self) -> str:
        """One line for a list of readers."""

    def read(self, source: Source) -> Parsed:
        """Read a story.

        :raises SourceEmpty: there is no story in the source.
        """
