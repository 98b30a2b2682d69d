"""Everything around a story to ``Metadata``, and where the story itself begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from converter.book import Metadata
from converter.errors import Notice
from converter.readers.aozora import read_aozora
from converter.readers.front_matter import read_front_matter
from converter.readers.gutenberg import read_gutenberg
from converter.readers.header import Top, read_header
from converter.readers.metadata import collect, override
from converter.readers.names import complete
from converter.readers.tops import read_top
from converter.readers.trailer import read_trailer


@dataclass(frozen=True, slots=True)
class Front:
    """What the lines around a story say, and which lines are the story's."""

    metadata: Metadata
    body_start: int
    """Index of the first line that is the story's."""
    body_end: int
    """Index of the first line below the story."""
    notices: tuple[Notice, ...] = ()


def read_front(source_name: str, lines: Sequence[str], overrides: tuple[tuple[str, str], ...] = ()) -> Front:
    """Read what stands above and below a story.

    :param source_name: the file's name without its suffix, for what the lines do not say.
    :param overrides: header keys with values that overrule those of the lines.
    :raises UnknownName: one of these keys is none that we know.
    """
    top = _top(lines)
    end, trailing, notices = read_trailer(lines, top.start, top.end)
    metadata, said = collect(top.entries + trailing)
    notices = (*_header_notice(top), *top.notices, *said, *notices)
    metadata, said = override(metadata, overrides)
    notices = tuple(sorted(notices + said, key=lambda notice: notice.line))
    without_title = "The header has no title" if top.entries else "The text has no header"
    metadata, said = complete(metadata, source_name, without_title)
    return Front(metadata, top.start, end, notices + said)


def _top(lines: Sequence[str]) -> Top:
    for read in (read_gutenberg, read_aozora, read_front_matter, read_header, read_top):
        if top := read(lines):
            return top
    return Top((), 0, len(lines))


def _header_notice(top: Top) -> tuple[Notice, ...]:
    if not top.entries:
        return ()
    count = len(top.entries)
    text = f"{count} header lines; the story begins below them."
    return (Notice("header", top.entries[0].line, text),)
