"""Readers turn a ``Source`` into a ``Book``, and say what they noticed on the way.

A reader is any object with the members of ``Reader``; a module will do. It is registered under the suffix
of the files that it reads: one of ours in ``plugins.py``, another in the entry point group
``fascicle.readers``.
"""

import re
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from converter.book import Book
from converter.errors import Notice
from converter.source import Source


class Layout(StrEnum):
    """How a text's lines make paragraphs."""

    BLANK = "blank"
    """A paragraph a line, blank lines between."""
    LINE = "line"
    """A paragraph a line, and nothing between."""
    WRAPPED = "wrapped"
    """Paragraphs broken into lines of one width, blank lines between."""
    INDENTED = "indented"
    """A paragraph begins with an indent."""


class ReaderOptions(Struct, frozen=True):
    """What a user can decide where reading guesses wrong; None leaves it to the reader."""

    chapters: re.Pattern[str] | None = None
    """Matches the whole of every line that is a heading; nothing else is one."""
    scene_break: re.Pattern[str] | None = None
    """Matches the whole of lines that are scene breaks, beside those that are known."""
    layout: Layout | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    """Header keys with values that overrule the header's."""


class Parsed(Struct, frozen=True):
    """What was read, and every decision that reading took."""

    book: Book
    notices: tuple[Notice, ...] = ()
    layout: Layout | None = None
    """The layout that most of the text has; None where layout means nothing."""
    encoding: str = ""


class Reader(Protocol):
    """What a reader offers."""

    @property
    def description(self) -> str:
        """One line for a list of readers."""

    def read(self, source: Source, options: ReaderOptions) -> Parsed:
        """Read a story.

        :raises SourceEmpty: there is no story in the source.
        """
