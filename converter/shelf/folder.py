"""The folder that a shelf shows: which stories and books are in it, and which of them changed."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from converter.errors import SourceMissing
from converter.plugins import reader_suffixes
from converter.shelf.facts import FORMATS, Item, format_of
from converter.source import stem


class Found(Struct, frozen=True):
    """Files in the folder that belong together: a story, or a book in its formats."""

    files: tuple[str, ...]
    """Paths in the folder, with ``/``."""
    is_story: bool
    stamp: str
    """Sizes and times of the files; the same as long as nobody changes them."""
    modified: float


def story_suffixes() -> tuple[str, ...]:
    """What the names of stories end in, with the dots."""
    return tuple(f".{suffix}" for suffix in reader_suffixes())


def find_files(folder: Path) -> dict[str, Found]:
    """What is in the folder and those below it, by the path of the first file.

    Hidden files and links are passed over, and so are books that stand beside their story.

    :raises SourceMissing: the folder is gone.
    """
    if not folder.is_dir():
        raise SourceMissing(f"There is no folder “{folder}”.", "Name the one that holds stories and books.")
    suffixes = story_suffixes()
    found = {}
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        stories = {stem(name) for name in names if name.lower().endswith(suffixes)}
        groups: dict[str, list[str]] = {}
        for name in sorted(names):
            if name.startswith("."):
                continue
            if name.lower().endswith(suffixes):
                groups[name] = [name]
            elif form := format_of(name):
                base = name[: -len(FORMATS[form])]
                if base not in stories:
                    groups.setdefault(f"{base}.", []).append(name)
        for group in groups.values():
            if one := _found(folder, Path(place), group):
                found[one.files[0]] = one
    return found


def is_unchanged(folder: Path, item: Item) -> bool:
    """Whether the files of a book are those that were found."""
    found = _found(folder, folder, item.files)
    return found is not None and found.stamp == item.stamp


def _found(folder: Path, place: Path, names: Sequence[str]) -> Found | None:
    """The files with their stamp; None when there is no regular one among them."""
    stats = [(place / name, (place / name).lstat()) for name in names if _is_regular(place / name)]
    if not stats:
        return None
    return Found(
        tuple(path.relative_to(folder).as_posix() for path, _ in stats),
        not format_of(names[0]),
        json.dumps([(stat.st_size, stat.st_mtime_ns) for _, stat in stats]),
        max(stat.st_mtime for _, stat in stats),
    )


def _is_regular(path: Path) -> bool:
    return os.path.isfile(path) and not path.is_symlink()
