"""Bytes to files: each appears under its final name whole, or not at all; the only file writer."""

import errno
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from converter.errors import OutputUnwritable

UNFINISHED = ".fascicle-{}.part"
"""The name of a file before it is whole; hidden, and of no format."""


def write_files(contents: Sequence[tuple[Path, bytes]], *, make_folders: bool = True) -> None:
    """Put each content under its name; when one cannot be written, none is replaced.

    All are written and synced beside their targets first, then renamed. A link is followed, folders
    are made as needed, and a file that is replaced keeps its permissions.

    :param make_folders: false where a folder that is missing was there a moment ago, with a device.
    :raises OutputUnwritable: the system refuses, or the disk is full; nothing is left behind.
    """
    with ExitStack() as undo:
        staged = [_stage(target, data, make_folders, undo) for target, data in contents]
        for (target, _), (temporary, place) in zip(contents, staged, strict=True):
            try:
                temporary.replace(place)
            except OSError as error:
                raise _unwritable(target, error) from None
        undo.pop_all()
    for folder in {place.parent for _, place in staged}:
        _sync_folder(folder)


def remove_unfinished(folders: Iterable[Path]) -> None:
    """Remove what runs that were killed left in these folders."""
    for folder in folders:
        for temporary in folder.glob(UNFINISHED.format("*")):
            _remove(temporary)


def check_writable(target: Path) -> None:
    """Find out before any work is done whether a file can stand at ``target``.

    :raises OutputUnwritable: there is a folder, a device or a write-protected file.
    """
    if os.path.isdir(target):
        raise OutputUnwritable(f"“{target}” is a folder.", "Name a file, or move the folder away.")
    if os.path.exists(target):
        if not os.path.isfile(target):
            raise OutputUnwritable(f"“{target}” is not a regular file.", "Name another output with -o.")
        if not os.access(target, os.W_OK):
            raise OutputUnwritable(
                f"“{target}” is write-protected.", "Change its permissions, or name another output."
            )


def _stage(target: Path, data: bytes, make_folders: bool, undo: ExitStack) -> tuple[Path, Path]:
    """Write the data beside its target; the temporary file, and the place it is for."""
    try:
        place = Path(os.path.realpath(target))  # which follows a loop of links to one of them
        if place.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        missing = [folder for folder in place.parents if make_folders and not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            undo.callback(_remove, folder)
        temporary = place.with_name(UNFINISHED.format(os.urandom(6).hex()))
        undo.callback(_remove, temporary)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            temporary.chmod(place.stat().st_mode & 0o7777)
    except OSError as error:
        raise _unwritable(target, error) from None
    return temporary, place


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can (POSIX)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(target: Path, error: OSError) -> OutputUnwritable:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            hint = "The disk or quota is full: free some space, or name another place with -o."
        case errno.ENAMETOOLONG:
            hint = "The name is too long: choose a shorter one with -o."
        case _:
            hint = "Check that the folder exists and is yours to write, or name another with -o."
    return OutputUnwritable(f"“{target}” cannot be written: {error.strerror or error}.", hint)
