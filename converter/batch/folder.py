"""Which files of a folder are its stories."""

import os
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from converter.bind import natural_key
from converter.errors import SourceMissing
from converter.plugins import reader_suffixes
from converter.stores import Folder, Store


def find_stories(
    folder: Store, output: Store, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[str]:
    """The stories in a folder and those below it, as sorted paths with ``/``.

    Hidden files, links and ``output`` are passed over; a folder that may not be read is a story that fails.

    :param include: patterns of names or paths; when empty, files with the suffixes that readers claim.
    :param exclude: patterns of names or paths, of files or folders.
    :raises SourceMissing: there is no such folder, or no story in it.
    """
    found = sorted(
        filter(filter_of(include, exclude), folder.paths(without=folders_of_books(folder, output)))
    )
    if not found:
        raise SourceMissing(
            f"There are no stories in “{folder}”.",
            f"Looked for {', '.join(include or _read())}. Others: batch --include, or bind them by name.",
        )
    return found


def filter_of(include: Sequence[str], exclude: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is that of a story, by the patterns of ``find_stories``."""
    wanted = include or _read()
    return lambda path: (path[-1] == "/" or _matches(path, wanted)) and not _matches(path, exclude)


def folders_of_books(folder: Store, output: Store) -> frozenset[str]:
    """The paths in a folder of stories that hold books, and no stories therefore: one or none."""
    place = output.place_in(folder)
    return frozenset([place] if place else [])


def _read() -> list[str]:
    """Patterns of what there is a reader for."""
    return [f"*.{suffix}" for suffix in reader_suffixes()]


def find_parts(sources: Sequence[str], output: str) -> tuple[list[str], str]:
    """The stories that are named, each once, and those of the folders named, in natural order of their paths.

    With them comes a name for all: that of the folder, if one folder alone is named.

    :raises SourceMissing: a folder holds no story.
    """
    found: dict[str, str] = {}
    for source in sources:
        parts = [source]
        if os.path.isdir(source):
            stories = find_stories(Folder(Path(source)), Folder(Path(output)))
            parts = [str(Path(source, story)) for story in sorted(stories, key=natural_key)]
        for part in parts:
            found.setdefault(os.path.realpath(part), part)
    is_folder = len(sources) == 1 and os.path.isdir(sources[0])
    return list(found.values()), Path(sources[0]).resolve().name if is_folder else ""


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, a folder it is in, or the name of either is one that a pattern is for."""
    whole = PurePosixPath(path.casefold())
    places = [whole, *whole.parents][:-1]
    candidates = {str(place) for place in places} | {place.name for place in places}
    return any(fnmatchcase(one, pattern.casefold()) for one in candidates for pattern in patterns)
