"""What reading made of a story, to look at: as plain data for programs, as lines for people."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import to_builtins
from msgspec.structs import asdict, fields

from converter.book import (
    Block,
    Chapter,
    ChapterCount,
    Metadata,
    Note,
    Quote,
    SceneBreak,
    Series,
)
from converter.counting import count_blocks, count_chapter
from converter.errors import Level, Notice, counted
from converter.readers import Parsed

_WIDTH = 100


def describe(parsed: Parsed, *, explain: bool = False) -> dict[str, Any]:
    """The story as data that JSON can hold; decisions of no consequence only to ``explain``.

    Keys: ``encoding``, ``layout`` (null where it means nothing), ``words``, ``metadata`` (what the header
    set, by the names of ``Metadata``), ``chapters`` and ``notices``. A chapter has ``line``, ``label``,
    ``title``, ``is_part``, ``words``, ``scene_breaks`` and ``notes``.
    """
    chapters = [_describe_chapter(chapter) for chapter in parsed.book.chapters]
    return {
        "encoding": parsed.encoding,
        "layout": parsed.layout,
        "words": sum(chapter["words"] for chapter in chapters),
        "metadata": _set_fields(parsed.book.metadata),
        "chapters": chapters,
        "notices": [_describe_notice(notice) for notice in _shown(parsed.notices, explain)],
    }


def _describe_notice(notice: Notice) -> dict[str, Any]:
    described = {**asdict(notice), "level": notice.level.value}
    del described["story"]  # there is but one
    return described


def _describe_chapter(chapter: Chapter) -> dict[str, Any]:
    blocks = list(_flatten(chapter.blocks))
    return {
        "line": chapter.line,
        "label": chapter.label,
        "title": chapter.title,
        "is_part": chapter.is_part,
        "words": count_chapter(chapter),
        "scene_breaks": [
            {"line": block.line, "marker": block.marker, "is_soft": block.is_soft}
            for block in blocks
            if isinstance(block, SceneBreak)
        ],
        "notes": [
            {"line": block.line, "label": block.label, "words": count_blocks(block.blocks)}
            for block in blocks
            if isinstance(block, Note)
        ],
    }


def _flatten(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks with those inside quotes, but not those inside notes, which are not the story."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from _flatten(block.blocks)


def _set_fields(metadata: Metadata) -> dict[str, Any]:
    """The fields that differ from those of a header that says nothing."""
    nothing = to_builtins(Metadata())
    return {name: value for name, value in to_builtins(metadata).items() if value != nothing[name]}


def _shown(notices: Iterable[Notice], explain: bool) -> list[Notice]:
    return [notice for notice in notices if explain or notice.level is not Level.DETAIL]


def lines(parsed: Parsed, *, explain: bool = False) -> Iterator[str]:
    """The story as lines: the names of sections at the margin, what they hold indented."""
    data = describe(parsed)
    yield "Text"
    yield from _row("encoding", parsed.encoding)
    yield from _row("layout", parsed.layout or "")
    yield from _row("words", f"{data['words']:,}")
    yield "Metadata"
    for field in fields(Metadata):
        if field.name in data["metadata"]:
            yield from _row(field.name.replace("_", " "), _value(getattr(parsed.book.metadata, field.name)))
    yield "Chapters"
    for chapter, described in zip(parsed.book.chapters, data["chapters"], strict=True):
        yield _chapter_line(chapter.heading or "(no heading)", described)
    notices = _shown(parsed.notices, explain)
    if notices:
        yield "Notices"
    for notice in notices:
        yield f"  {notice}"


def _chapter_line(heading: str, described: dict[str, Any]) -> str:
    counts = [counted(described["words"], "word")]
    counts += [
        counted(len(described[kind]), name)
        for kind, name in (("scene_breaks", "scene break"), ("notes", "note"))
        if described[kind]
    ]
    place = f"line {described['line']}: " if described["line"] else ""
    return f"  {place}{heading} ({', '.join(counts)})"


def _row(name: str, value: str) -> list[str]:
    """A name and its value, wrapped beside it; nothing without a value."""
    return textwrap.wrap(value, _WIDTH, initial_indent=f"  {name:<15}", subsequent_indent=" " * 17)


def _value(value: object) -> str:
    match value:
        case Series(name, position):
            return f"{name} ({position})" if position else name
        case ChapterCount(posted, total):
            return f"{posted}/{total or '?'}"
        case tuple():
            return " · ".join(": ".join(part) if isinstance(part, tuple) else _value(part) for part in value)
        case _:
            return str(value)
