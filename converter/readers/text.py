"""The reader for raw story text: strings header, blocks and inlines together, nothing else."""

from dataclasses import replace

from converter.book import Book
from converter.errors import Level, Notice, SourceEmpty
from converter.readers import Parsed, ReaderOptions
from converter.readers.blocks import read_body
from converter.readers.header import read_header
from converter.readers.lines import strip
from converter.source import Source

description = "Raw story text: a header of “Key: value” lines, a blank line, the story"


def read(source: Source, options: ReaderOptions) -> Parsed:
    """Read a raw story.

    :raises SourceEmpty: there is a header but no story below it.
    """
    lines = source.text.split("\n")
    header = read_header(lines)
    metadata = header.metadata
    notices = source.notices + header.notices
    if not metadata.title:
        title = strip(source.name.replace("_", " ")) or "Untitled"
        metadata = replace(metadata, title=title)
        what = "The header has no title" if header.body_start else "The text has no header"
        text = f"{what}; “{title}” is taken from the file's name."
        notices += (Notice("title-from-name", 0, text, level=Level.NOTE),)
    body = read_body(
        lines,
        header.body_start,
        len(lines),
        options,
        language=metadata.language,
        declared=metadata.chapters.posted if metadata.chapters else None,
    )
    if not body.chapters:
        what = "a header but no story below it" if header.body_start else "no story in the text"
        raise SourceEmpty(f"There is {what}.", "Check that the file was saved whole.")
    return Parsed(Book(metadata, body.chapters), notices + body.notices, body.layout, source.encoding)
