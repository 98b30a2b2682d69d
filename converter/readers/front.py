"""Everything around a story to ``Metadata``, and where the story itself begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from converter.book import Metadata
from converter.errors import Level, Notice
from converter.readers.aozora import read_aozora
from converter.readers.front_matter import read_front_matter
from converter.readers.gutenberg import read_gutenberg
from converter.readers.header import Top, read_header
from converter.readers.metadata import collect, override
from converter.readers.names import read_name
from converter.readers.tops import read_top
from converter.readers.trailer import read_trailer

_WORK_IN_URL = re.compile(r".*/works/(\d+)(?:\D.*)?")


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
    metadata, said = _with_fallbacks(metadata, source_name, has_header=bool(top.entries))
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


def _with_fallbacks(
    metadata: Metadata, source_name: str, *, has_header: bool
) -> tuple[Metadata, tuple[Notice, ...]]:
    """The metadata with title, author and work ID from the file's name and the URL where they lack."""
    name = read_name(source_name)
    notices: list[Notice] = []
    if found := _WORK_IN_URL.fullmatch(metadata.url):
        metadata = replace(metadata, work_id=metadata.work_id or found[1])
    if name.work_id and not metadata.work_id:
        metadata = replace(metadata, work_id=name.work_id)
        text = f"The work ID {name.work_id} is taken from the file's name."
        notices.append(Notice("work-id-from-name", 0, text))
    if name.author and not metadata.authors and metadata.title in {"", name.title}:
        metadata = replace(metadata, authors=(name.author,))
        text = f"The author “{name.author}” is taken from the file's name."
        notices.append(Notice("author-from-name", 0, text, level=Level.NOTE))
    if not metadata.title:
        title = name.title or "Untitled"
        metadata = replace(metadata, title=title)
        what = "The header has no title" if has_header else "The text has no header"
        text = f"{what}; “{title}” is taken from the file's name."
        notices.append(Notice("title-from-name", 0, text, level=Level.NOTE))
    return metadata, tuple(notices)
