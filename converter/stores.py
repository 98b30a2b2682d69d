"""Folders of files, here or behind a URL: what a batch reads and writes. The only place that knows fsspec.

A worker elsewhere is sent a store, not its files, and reads and writes them itself.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from msgspec import Struct

from converter.errors import (
    ExtraMissing,
    OutputUnwritable,
    SourceMissing,
    SourceUnreadable,
    UsageError,
    needs_extra,
)
from converter.files import UNFINISHED, check_writable, remove_unfinished, write_files
from converter.source import LARGEST, read_file, too_large

_ATOMIC = frozenset("abfs abfss adl az gcs gs memory oci oss r2 s3 s3a".split())
"""Protocols of object stores: a file appears whole or not at all, and folders need not be made."""


class Store(Protocol):
    """A folder of files, each named by its path in it, with ``/``."""

    @property
    def is_remote(self) -> bool:
        """Whether to reach it takes so long that many should do it at once."""

    def paths(self, *, without: frozenset[str] = frozenset()) -> Iterator[str]:
        """Every regular file in it and below, in no order; hidden ones and links are passed over.

        A folder that may not be read stands for what is in it, with a ``/`` at its end.

        :param without: folders to pass over.
        :raises SourceMissing: there is no such folder.
        """

    def read(self, path: str, max_size: int = LARGEST) -> bytes:
        """What a file holds.

        :param max_size: megabytes that it may have.
        :raises SourceError: there is no such file, or it cannot be read.
        """

    def write(self, contents: Sequence[tuple[str, bytes]]) -> None:
        """Put each content under its path, whole or not at all; folders are made as needed.

        :raises OutputUnwritable: it cannot be written, or is full.
        """

    def sizes(self, paths: Iterable[str]) -> dict[str, int]:
        """How many bytes the files have, of those that there are."""

    def sweep(self, paths: Iterable[str]) -> None:
        """Remove what was left unfinished in the folders of these files."""

    def place_in(self, other: "Store") -> str | None:
        """The path of this folder in the other: empty when they are one; None when it is not in there."""


def open_store(place: str, *, absolute: bool = False) -> Store:
    """The folder of that name, or behind that URL.

    :param absolute: whether processes that were started elsewhere are to find it as well.
    :raises UsageError: no file system goes by that protocol.
    :raises ExtraMissing: fsspec, or what it needs for that protocol, is not installed.
    """
    path = Path(place.removeprefix("file://"))
    if "://" not in place or place.startswith("file://"):
        return Folder(path.absolute() if absolute else path)
    store = Bucket(place.rstrip("/"))
    store.connect()
    return store


class Folder(Struct, frozen=True):
    """A folder of this machine, or one that looks like it."""

    path: Path
    is_remote = False

    def __str__(self) -> str:
        return str(self.path)

    def paths(self, *, without: frozenset[str] = frozenset()) -> Iterator[str]:
        """See ``Store``."""
        if not os.path.isdir(self.path):
            raise _no_folder(self)
        closed: list[str] = []
        for place, below, files in os.walk(self.path, onerror=lambda error: closed.append(error.filename)):
            here = Path(place)
            above = here.relative_to(self.path)
            below[:] = sorted(
                name for name in below if name[0] != "." and (above / name).as_posix() not in without
            )
            for name in files:
                path = here / name
                if name[0] != "." and path.is_file() and not path.is_symlink():
                    yield (above / name).as_posix()
        yield from (f"{Path(place).relative_to(self.path).as_posix()}/" for place in closed)

    def read(self, path: str, max_size: int = LARGEST) -> bytes:
        """See ``Store``."""
        return read_file(self.path / path, max_size)

    def write(self, contents: Sequence[tuple[str, bytes]]) -> None:
        """See ``Store``."""
        for path, _ in contents:
            check_writable(self.path / path)
        write_files([(self.path / path, data) for path, data in contents])

    def sizes(self, paths: Iterable[str]) -> dict[str, int]:
        """See ``Store``."""
        found = {}
        for path in paths:
            try:
                found[path] = (self.path / path).stat().st_size
            except OSError:
                continue
        return found

    def sweep(self, paths: Iterable[str]) -> None:
        """See ``Store``."""
        remove_unfinished({(self.path / path).parent for path in paths})

    def place_in(self, other: Store) -> str | None:
        """See ``Store``."""
        if not isinstance(other, Folder):
            return None
        own, above = self.path.resolve(), other.path.resolve()
        if own == above:
            return ""
        return own.relative_to(above).as_posix() if own.is_relative_to(above) else None


class Bucket(Struct, frozen=True):
    """A folder behind a URL, in whatever fsspec reaches."""

    url: str
    is_remote = True

    def __str__(self) -> str:
        return self.url

    def connect(self) -> tuple[Any, str]:
        """The file system, and the path of the folder in it; kept by fsspec where that makes sense."""
        with needs_extra("cluster", f"To reach “{self}”"):
            from fsspec.core import url_to_fs  # noqa: PLC0415 — an extra
        try:
            files, root = url_to_fs(self.url)
        except ImportError as error:
            raise ExtraMissing(f"“{self}” cannot be reached: {error}.", "Install what it names.") from None
        except ValueError as error:
            raise UsageError(f"“{self}” cannot be reached: {error}.", "Check the URL.") from None
        except Exception as error:  # noqa: BLE001 — each protocol has errors of its own
            raise SourceUnreadable(f"“{self}” cannot be reached: {error}.", "Check the URL.") from None
        return files, root.rstrip("/")

    def paths(self, *, without: frozenset[str] = frozenset()) -> Iterator[str]:
        """See ``Store``."""
        files, root = self.connect()
        try:
            files.invalidate_cache()
            found = files.find(root, withdirs=False, detail=True)
        except Exception as error:  # noqa: BLE001 — as above
            raise SourceUnreadable(f"“{self}” cannot be listed: {error}.", "Check the URL.") from None
        if not found:
            raise _no_folder(self)
        for name, info in found.items():
            path = PurePosixPath(name[len(root) + 1 :])
            passed_over = any(part[0] == "." for part in path.parts) or info.get("islink")
            if not passed_over and not any(str(parent) in without for parent in path.parents):
                yield str(path)

    def read(self, path: str, max_size: int = LARGEST) -> bytes:
        """See ``Store``."""
        files, root = self.connect()
        place = f"{root}/{path}"
        try:
            is_small = files.size(place) <= max_size * 1_000_000
            data = bytes(files.cat_file(place)) if is_small else b""
        except FileNotFoundError:
            raise SourceMissing(f"There is no file “{self}/{path}”.", "It was there a while ago.") from None
        except Exception as error:  # noqa: BLE001 — as above
            raise SourceUnreadable(
                f"“{self}/{path}” cannot be read: {error}.", "Check the connection and what you may read."
            ) from None
        if not is_small:
            raise too_large(f"“{self}/{path}”", max_size)
        return data

    def write(self, contents: Sequence[tuple[str, bytes]]) -> None:
        """See ``Store``; where a file grows under its name, it gets that name when it is whole."""
        files, root = self.connect()
        try:
            for path, data in contents:
                place = f"{root}/{path}"
                if self._is_atomic():
                    files.pipe_file(place, data)
                    continue
                above = place.rpartition("/")[0]
                files.makedirs(above, exist_ok=True)
                temporary = f"{above}/{UNFINISHED.format(os.urandom(6).hex())}"
                files.pipe_file(temporary, data)
                files.mv(temporary, place)
        except Exception as error:  # noqa: BLE001 — as above
            raise OutputUnwritable(
                f"“{self}/{path}” cannot be written: {error}.", "Check the connection and what you may write."
            ) from None

    def sizes(self, paths: Iterable[str]) -> dict[str, int]:
        """See ``Store``; they are listed all at once."""
        files, root = self.connect()
        files.invalidate_cache()
        try:
            found = files.find(root, detail=True)
        except FileNotFoundError:
            return {}
        wanted = set(paths)
        return {
            path: info["size"] for name, info in found.items() if (path := name[len(root) + 1 :]) in wanted
        }

    def sweep(self, paths: Iterable[str]) -> None:
        """See ``Store``; object stores leave nothing."""
        if self._is_atomic():
            return
        files, root = self.connect()
        for folder in {f"{root}/{path}".rpartition("/")[0] for path in paths}:
            for left in files.glob(f"{folder}/{UNFINISHED.format('*')}"):
                files.rm_file(left)

    def place_in(self, other: Store) -> str | None:
        """See ``Store``."""
        if str(other) == self.url:
            return ""
        return self.url.removeprefix(f"{other}/") if self.url.startswith(f"{other}/") else None

    def _is_atomic(self) -> bool:
        return self.url.partition("://")[0] in _ATOMIC


def _no_folder(store: Store) -> SourceMissing:
    if os.path.isfile(str(store)):
        return SourceMissing(f"“{store}” is a file, not a folder.", "One story: fascicle convert STORY.")
    return SourceMissing(f"There is no folder “{store}”.", "Name the folder that holds the stories.")
