"""What arrives in a folder, while it is watched. The only place that knows watchfiles."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from converter.batch.folder import filter_of, folders_of_books
from converter.errors import UsageError
from converter.stores import Folder, Store

_QUIET = 1000
"""Milliseconds in which a file must not change before it counts as whole, since copying takes its time."""


def arrivals(
    folder: Store, output: Store, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> Iterator[list[str]]:
    """Sorted paths of the stories that are there, then of those that come or change; ends with Ctrl-C.

    A story is given out once it is whole. What the system tells of changes is only a reason to look again:
    a folder that was moved here tells nothing of its files.

    :param include: see ``find_stories``, as for ``exclude`` and what is passed over.
    :raises UsageError: the folder is behind a URL.
    :raises SourceMissing: there is no such folder, or no longer.
    """
    from watchfiles import watch  # noqa: PLC0415 — takes its time, and most batches watch nothing

    if not isinstance(folder, Folder):
        raise UsageError(f"“{folder}” cannot be watched.", "Only a folder of this machine can.")
    is_story = filter_of(include, exclude)
    without = folders_of_books(folder, output)
    given_out: dict[str, tuple[int, ...]] = {}
    seen: dict[str, tuple[int, ...]] = {}
    next(folder.paths(), None)  # the folder must be there before it is watched
    try:
        for changes in watch(folder.path, watch_filter=None, rust_timeout=_QUIET, yield_on_timeout=True):
            if not changes and seen and seen == given_out:
                continue
            now = {
                path: _state(folder.path / path) for path in filter(is_story, folder.paths(without=without))
            }
            whole = [path for path in now if now[path] == seen.get(path) != given_out.get(path)]
            seen = now
            if whole:
                yield sorted(whole)
            given_out = {path: seen[path] if path in whole else given_out.get(path, ()) for path in seen}
    except KeyboardInterrupt:
        return


def _state(path: Path) -> tuple[int, ...]:
    """What changes when a file does; nothing when it has gone meanwhile."""
    try:
        state = path.stat()
    except OSError:
        return ()
    return state.st_size, state.st_mtime_ns, state.st_ino
