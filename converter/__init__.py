"""Fascicle: raw plain-text stories to books.

>>> from converter import convert, read_story                        # doctest: +SKIP
>>> convert("story.txt", formats=["epub", "pdf"]).outputs            # doctest: +SKIP
(PosixPath('story.epub'), PosixPath('story.pdf'))
>>> read_story("story.txt").book.metadata.title                      # doctest: +SKIP
'the keeper and his lamp'

All errors are ``ConverterError``s; each has an ``exit_code`` and a ``hint``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.book import Book, Chapter, Metadata
    from converter.conversion import Result, bind_stories, convert, read_story
    from converter.errors import ConverterError, Level, Notice
    from converter.preparation import Settings, prepare
    from converter.readers import Layout, Parsed, ReaderOptions

__all__ = [
    "Book",
    "Chapter",
    "ConverterError",
    "Layout",
    "Level",
    "Metadata",
    "Notice",
    "Parsed",
    "ReaderOptions",
    "Result",
    "Settings",
    "bind_stories",
    "convert",
    "prepare",
    "read_story",
]

_HOMES = {
    "book": ("Book", "Chapter", "Metadata"),
    "conversion": ("Result", "bind_stories", "convert", "read_story"),
    "preparation": ("Settings", "prepare"),
    "errors": ("ConverterError", "Level", "Notice"),
    "readers": ("Layout", "Parsed", "ReaderOptions"),
}


def __getattr__(name: str) -> Any:
    """A public name, loaded when it is asked for (PEP 562), so that a small part does not cost the whole."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"converter.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
