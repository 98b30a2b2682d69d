"""What a worker does with one story."""

import time
from pathlib import Path

from converter import names
from converter.batch.stories import Done, State, Story
from converter.conversion import Settings, make_books, read_story
from converter.errors import Level
from converter.inspection import count_story
from converter.source import stem


def ask_name(folder: Path, settings: Settings, template: str, source: str, _: tuple[str, ...]) -> str:
    """In a worker: what the books of a story want to be called."""
    parsed = read_story(
        folder / source, reading=settings.reading, encoding=settings.encoding, repair=settings.repair
    )
    return names.fill_template(template, stem(source), parsed.book.metadata)


def convert_story(
    folder: Path, output: Path, settings: Settings, source: str, targets: tuple[str, ...]
) -> Done:
    """In a worker: the books of a story."""
    start = time.perf_counter()
    result = make_books(folder / source, [output / path for path in targets], settings)
    story = Story(
        source,
        State.MADE,
        targets,
        words=count_story(result.book),
        chapters=sum(not chapter.is_part for chapter in result.book.chapters),
        notices=tuple(str(notice) for notice in result.notices if notice.level is not Level.DETAIL),
        seconds=round(time.perf_counter() - start, 3),
    )
    return Done(story, True)
