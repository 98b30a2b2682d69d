"""The reader for raw story text: strings header, blocks and inlines together, nothing else."""

from converter.book import Book
from converter.errors import SourceEmpty
from converter.readers import Parsed, ReaderOptions
from converter.readers.blocks import read_chapters
from converter.readers.front import read_front
from converter.source import Source

description = "Raw story text: a header of “Key: value” lines, a blank line, the story"


def read(source: Source, options: ReaderOptions) -> Parsed:
    """Read a raw story.

    :raises SourceEmpty: there is a header but no story below it.
    """
    lines = source.text.split("\n")
    front = read_front(source.name, lines, options.metadata)
    metadata = front.metadata
    notices = source.notices + front.notices
    chapters, reasons = read_chapters(lines[: front.body_end], front.body_start, metadata.language)
    if not chapters:
        what = "a header but no story below it" if front.body_start else "no story in the text"
        raise SourceEmpty(f"There is {what}.", "Check that the file was saved whole.")
    return Parsed(Book(metadata, chapters), notices + reasons, encoding=source.encoding)
