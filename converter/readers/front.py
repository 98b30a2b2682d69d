"""Everything around a story to ``Metadata``, and where the story itself begins and ends."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from converter.book import Metadata
from converter.errors import Notice, counted
from converter.readers.aozora import read_aozora
from converter.readers.front_matter import read_front_matter
from converter.readers.gutenberg import read_gutenberg
from converter.readers.header import read_header
from converter.readers.later_headers import later_headers
from converter.readers.lines import strip
from converter.readers.metadata import collect, override
from converter.readers.names import complete
from converter.readers.story_start import Top, read_story_mark
from converter.readers.tops import read_top
from converter.readers.trailer import read_trailer

_LAST_LINE = "End file."
"""With which FanFicFare ends what it writes."""


class Front(NamedTuple):
    """What the lines around a story say, and which lines are the story's."""

    metadata: Metadata
    body_start: int
    """Index of the first line that is the story's."""
    body_end: int
    """Index of the first line below the story."""
    titles: tuple[str, ...] = ()
    """Lines that are headings of chapters: what a list of contents named, or a downloader marked."""
    is_downloaded: bool = False
    """Whether FanFicFare wrote the file, with backslashes before marks that are meant as they are."""
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
    notices = (*_header_notice(top), *top.notices, *said, *notices, *later_headers(lines, top, end))
    metadata, said = override(metadata, overrides)
    notices = tuple(sorted(notices + said, key=lambda notice: notice.line))
    without_title = "The header has no title" if top.entries else "The text has no header"
    metadata, said = complete(metadata, source_name, without_title)
    is_downloaded = any(strip(line) == _LAST_LINE for line in lines[end:])
    titles = top.titles + (tuple(_tabbed(lines[top.start : end])) if is_downloaded else ())
    return Front(metadata, top.start, end, titles, is_downloaded, notices + said)


def _tabbed(lines: Sequence[str]) -> Iterator[str]:
    """FanFicFare's headings: a tab and a title, alone between blank lines."""
    around = ["", *lines, ""]
    for above, line, below in zip(around, lines, around[2:], strict=False):
        if line.startswith("\t") and strip(line) and not strip(above) and not strip(below):
            yield strip(line)


def _top(lines: Sequence[str]) -> Top:
    for read in (read_gutenberg, read_aozora, read_front_matter, read_header, read_top, read_story_mark):
        if top := read(lines):
            return top
    return Top((), 0, len(lines))


def _header_notice(top: Top) -> tuple[Notice, ...]:
    if not top.entries:
        return ()
    count = len(top.entries)
    text = f"{counted(count, 'header line')}; the story begins below."
    return (Notice("header", top.entries[0].line, text),)
