"""Fascicle: raw plain-text stories to books.

>>> from converter import convert, read_story                        # doctest: +SKIP
>>> convert("story.txt", formats=["epub", "pdf"]).outputs            # doctest: +SKIP
(PosixPath('story.epub'), PosixPath('story.pdf'))
>>> read_story("story.txt").book.metadata.title                      # doctest: +SKIP
'the keeper and his lamp'

All errors are ``ConverterError``s; each has an ``exit_code`` and a ``hint``.
"""

from converter.book import Book, Chapter, Metadata
from converter.convert import Result, Settings, bind_stories, convert, prepare, read_story
from converter.errors import ConverterError, Level, Notice
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
