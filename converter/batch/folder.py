"""Which files of a folder are its stories."""

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from converter.errors import SourceMissing
from converter.plugins import reader_suffixes
from converter.stores import Store


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
            f"Looked for {', '.join(include or _read())}; see --include.",
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
    return [f"*.{suffix}" for suffix in ("txt", *reader_suffixes())]


def _matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path, a folder it is in, or the name of either is one that a pattern is for."""
    whole = PurePosixPath(path.casefold())
    places = [whole, *whole.parents][:-1]
    candidates = {str(place) for place in places} | {place.name for place in places}
    return any(fnmatchcase(one, pattern.casefold()) for one in candidates for pattern in patterns)
