"""What a worker does with one story."""

import time
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from converter import names
from converter.batch.digests import story_digest
from converter.batch.stories import Done, State, Story, failed
from converter.conversion import Settings, parse_story, render_books
from converter.errors import Level, SourceBinary, SourceEmpty, SourceUndecodable, StrictRefusal
from converter.inspection import count_story
from converter.source import stem
from converter.stores import Store

Work = Callable[[str, tuple[str, ...]], Any]
"""What is done with a story's source, and the paths in the folder of books that its books go to."""

_LASTING = (SourceEmpty, SourceBinary, SourceUndecodable, StrictRefusal)
"""Errors that come again as long as neither the story nor the options change."""


def safely(work: Work, source: str, targets: tuple[str, ...]) -> Any:
    """What the work gives, or as ``Done`` how the story failed."""
    try:
        return work(source, targets)
    except Exception as error:  # noqa: BLE001 — the last border before the other stories
        return Done(failed(source, error), isinstance(error, _LASTING))


def ask_digest(folder: Store, common: str, max_size: int, source: str, _: tuple[str, ...]) -> str:
    """The digest of all that a story's books depend on."""
    return story_digest(common, source, folder.read(source, max_size))


def ask_name(folder: Store, settings: Settings, template: str, source: str, _: tuple[str, ...]) -> str:
    """What the books of a story want to be called."""
    parsed = parse_story(folder.read(source, settings.max_size), PurePosixPath(source).name, settings)
    return names.fill_template(template, stem(source), parsed.book.metadata)


def convert_story(
    folder: Store, output: Store, settings: Settings, source: str, targets: tuple[str, ...]
) -> Done:
    """Make the books of a story."""
    start = time.perf_counter()
    data = folder.read(source, settings.max_size)
    made = render_books(data, PurePosixPath(source).name, settings)
    output.write(list(zip(targets, made.contents, strict=True)))
    story = Story(
        source,
        State.MADE,
        targets,
        words=count_story(made.book),
        chapters=sum(not chapter.is_part for chapter in made.book.chapters),
        notices=tuple(str(notice) for notice in made.notices if notice.level is not Level.DETAIL),
        seconds=round(time.perf_counter() - start, 3),
    )
    return Done(story, True, tuple(map(len, made.contents)))
