"""Which files of a folder are its stories."""

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from converter.bind import natural_key
from converter.errors import SourceMissing
from converter.plugins import reader_suffixes


def find_stories(
    folder: Path, output: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[str]:
    """The stories in a folder and those below it, as sorted paths with ``/``.

    Hidden files, links and ``output`` are passed over.

    :param include: patterns of names or paths; when empty, files with the suffixes that readers claim.
    :param exclude: patterns of names or paths, of files or folders.
    :raises SourceMissing: there is no such folder, or no story in it.
    """
    if not os.path.isdir(folder):
        raise SourceMissing(f"There is no folder “{folder}”.", "Name the folder that holds the stories.")
    wanted = include or [f"*.{suffix}" for suffix in ("txt", *reader_suffixes())]
    books = output.resolve()
    found = []
    for place, below, files in os.walk(folder):
        here = Path(place)
        below[:] = sorted(
            name for name in below if not name.startswith(".") and (here / name).resolve() != books
        )
        for name in files:
            path = (here / name).relative_to(folder).as_posix()
            if _matches(path, wanted) and not _matches(path, exclude) and _is_story(here / name):
                found.append(path)
    if not found:
        raise SourceMissing(
            f"There are no stories in “{folder}”.", f"Looked for {', '.join(wanted)}; see --include."
        )
    return sorted(found)


def find_parts(sources: Sequence[str], output: Path) -> tuple[list[str], str]:
    """The stories that are named, each once, and those of the folders named, in natural order of their paths.

    With them comes a name for all: that of the folder, if one folder alone is named.

    :raises SourceMissing: a folder holds no story.
    """
    found: dict[str, str] = {}
    for source in sources:
        if os.path.isdir(source):
            stories = sorted(find_stories(Path(source), output), key=natural_key)
            parts = [str(Path(source) / story) for story in stories]
        else:
            parts = [source]
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


def _is_story(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file() and not path.is_symlink()
