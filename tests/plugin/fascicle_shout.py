"""A writer and a reader as a third party would add them: the book in capitals, and ``.tale`` files."""

from types import SimpleNamespace

from msgspec.structs import replace

from converter.book import Book, Paragraph, plain_text
from converter.readers import Parsed, ReaderOptions, text
from converter.source import Source
from converter.themes import Theme
from converter.writers import WriterOptions

HOLLOW = object()


class ShoutWriter:
    """Writes every paragraph on a line of its own, in capitals."""

    suffix = ".shout"
    description = "the story, LOUD"

    @staticmethod
    def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
        """See ``Writer.write``."""
        if "crash" in book.metadata.title:
            raise ZeroDivisionError(book.metadata.title)
        lines = [book.metadata.title]
        for chapter in book.chapters:
            lines += [plain_text(b.inlines) for b in chapter.blocks if isinstance(b, Paragraph)]
        return "\n".join(lines).upper().encode()


def _read(source: Source, options: ReaderOptions) -> Parsed:
    if "crash" in source.text:
        raise ZeroDivisionError(source.name)
    parsed = text.read(source, options)
    metadata = replace(parsed.book.metadata, title=f"{parsed.book.metadata.title}, a tale")
    return replace(parsed, book=replace(parsed.book, metadata=metadata))


tale_reader = SimpleNamespace(description="Tales", read=_read)
