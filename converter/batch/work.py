"""What a worker does with a story, or with the stories of a series."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from msgspec.structs import replace

from converter import names
from converter.batch.digests import story_digest
from converter.batch.series import Membership
from converter.batch.stories import Done, State, Story, Volume, failed
from converter.bind import unbound
from converter.book import Book
from converter.conversion import Made, parse_bound, parse_story, render_books, render_bound
from converter.counting import count_story
from converter.errors import Level, SourceBinary, SourceEmpty, SourceUndecodable, StrictRefusal
from converter.preparation import Settings
from converter.source import stem
from converter.stores import Store

Work = Callable[[Volume, tuple[str, ...]], Any]
"""What is done with a volume, and the paths in the folder of books that it goes to in each format."""

_LASTING = (SourceEmpty, SourceBinary, SourceUndecodable, StrictRefusal)
"""Errors that come again as long as neither the story nor the options change."""


def safely(work: Work, volume: Volume, targets: tuple[str, ...]) -> Any:
    """What the work gives, or as ``Done`` how the stories failed."""
    try:
        return work(volume, targets)
    except Exception as error:  # noqa: BLE001 — the last border before the other stories
        return Done(failed(volume, error), isinstance(error, _LASTING))


def ask_digest(folder: Store, common: str, max_size: int, volume: Volume, _: tuple[str, ...]) -> str:
    """The digest of all that a story's books depend on."""
    (source,) = volume.sources
    return story_digest(common, source, folder.read(source, max_size))


def ask_membership(folder: Store, settings: Settings, volume: Volume, _: tuple[str, ...]) -> Membership:
    """The series of a story, and its authors."""
    (source,) = volume.sources
    metadata = _parse(folder, settings, source).metadata
    return Membership(tuple(series.name for series in metadata.series), metadata.authors)


def ask_name(folder: Store, settings: Settings, template: str, volume: Volume, _: tuple[str, ...]) -> str:
    """What a book wants to be called."""
    if volume.series:
        read = partial(folder.read, max_size=settings.max_size)
        metadata = parse_bound(volume.sources, read, settings, title=volume.series).book.metadata
        return names.fill_template(template, volume.series, metadata)
    (source,) = volume.sources
    return names.fill_template(template, stem(source), _parse(folder, settings, source).metadata)


def _parse(folder: Store, settings: Settings, source: str) -> Book:
    return parse_story(folder.read(source, settings.max_size), PurePosixPath(source).name, settings).book


def convert_volume(
    folder: Store, output: Store, settings: Settings, volume: Volume, targets: tuple[str, ...]
) -> Done:
    """Make a book in each format."""
    start = time.perf_counter()
    read = partial(folder.read, max_size=settings.max_size)
    if volume.series:
        made = render_bound(volume.sources, read, settings, title=volume.series)
    else:
        (source,) = volume.sources
        made = render_books(read(source), PurePosixPath(source).name, settings)
    told = tuple(_told(volume, made))  # before the files are there: to count a long story takes its time
    output.write(list(zip(targets, made.contents, strict=True)))
    seconds = round(time.perf_counter() - start, 3)
    stories = [replace(story, outputs=targets, seconds=seconds) for story in told]
    return Done(tuple(stories), True, tuple(map(len, made.contents)))


def _told(volume: Volume, made: Made) -> Iterator[Story]:
    """What the book has of each story; what is noticed of a series as a whole is told of its first."""
    of_all = [notice for notice in made.notices if not notice.story]
    for name, story in zip(made.names if volume.series else volume.sources, unbound(made.book), strict=True):
        own = [replace(notice, story="") for notice in made.notices if notice.story == name]
        yield Story(
            name,
            State.MADE,
            words=count_story(story),
            chapters=sum(not chapter.is_part for chapter in story.chapters),
            notices=tuple(str(notice) for notice in (*own, *of_all) if notice.level is not Level.DETAIL),
        )
        of_all = []
