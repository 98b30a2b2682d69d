"""The reader for raw story text: strings front and body together, nothing else."""

from converter.book import Book
from converter.errors import SourceEmpty
from converter.readers import Parsed, ReaderOptions
from converter.readers.blocks import read_body
from converter.readers.front import read_front
from converter.source import Source

description = "Raw story text: a header of “Key: value” lines, a blank line, the story"


def read(source: Source, options: ReaderOptions) -> Parsed:
    """Read a raw story.

    :raises SourceEmpty: there is a header but no story below it.
    :raises UnknownName: an option names a header key that we do not know.
    """
    lines = source.text.split("\n")
    front = read_front(source.name, lines, options.metadata)
    metadata = front.metadata
    body = read_body(
        lines,
        front.body_start,
        front.body_end,
        options,
        language=metadata.language,
        declared=metadata.chapters.posted if metadata.chapters else None,
        titles=front.titles,
        title=metadata.title,
        has_escapes=front.is_downloaded,
    )
    if not body.chapters:
        what = "a header but no story below it" if front.body_start else "no story in the text"
        raise SourceEmpty(f"There is {what}.", "Check that the file was saved whole.")
    notices = source.notices + front.notices + body.notices
    return Parsed(Book(metadata, body.chapters), notices, body.layout, source.encoding)
