"""By cable: books are copied onto a mounted e-reader, whole under their final names or not at all."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from converter.checks.identification import identify
from converter.errors import (
    BookRefused,
    EreaderFull,
    EreaderUnwritable,
    EreaderVanished,
    OutputUnwritable,
    SendingError,
)
from converter.files import remove_unfinished, write_files
from converter.names import alternatives, safe_name, same_file
from converter.sending.ereaders import FOLDER, Ereader, format_size
from converter.sending.parcels import Parcel

_SPARE = 1 << 20
"""Bytes that are left free, for what the drive keeps of its own about new files."""
_SHORTEST = 8
"""Characters of a name that still tells one book from another."""


class Cable(Struct, frozen=True):
    """A mounted e-reader as a destination."""

    ereader: Ereader
    device: str

    @property
    def description(self) -> str:
        """Model, place and room."""
        return self.ereader.description

    @property
    def advice(self) -> str:
        """What owners of its make do next."""
        return self.ereader.make.advice

    def check_format(self, name: str) -> None:
        """Refuse what its make does not read from its drive."""
        if name not in self.ereader.make.formats:
            raise BookRefused(
                f"A {self.ereader.make.title} takes no {name.upper()} by cable.",
                "Send it by mail, with --to kindle; or make a PDF, as with"
                f" “fascicle convert --device {self.device} -t pdf”, and send that.",
            )

    def check(self, parcel: Parcel) -> tuple[str, ...]:
        """Nothing: whether there is room is seen for all books at once."""
        return ()

    def deliver(self, parcels: list[Parcel]) -> Iterator[str]:
        """Copy all at once, so that none is there when one cannot be written."""
        _check_room(self.ereader, parcels)
        folder = self.ereader.folder
        if self.ereader.make is not FOLDER:
            remove_unfinished([folder])  # what a cable that was pulled has left
        taken = {same_file(name): folder / name for name in _names(folder)}
        contents: dict[Path, bytes] = {}
        lines = []
        for parcel in parcels:
            target = _target(parcel, self.ereader, taken, contents)
            lines.append(f"{'Replaced' if target in taken.values() else 'Copied'} {target.name}")
            taken[same_file(target.name)] = target
            contents[target] = parcel.data
        _write(self.ereader, contents)
        yield from lines


def _check_room(ereader: Ereader, parcels: list[Parcel]) -> None:
    """Find out before any byte is written whether the books fit."""
    if not ereader.is_there():
        raise _vanished(ereader)
    if not os.access(ereader.folder, os.W_OK):
        raise _unwritable(ereader)
    need = sum(len(parcel.data) for parcel in parcels) + _SPARE
    if need > ereader.free:
        raise _full(ereader, need)


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return sorted(os.listdir(folder))  # noqa: PTH208 — names are all that is asked for
    return []


def _target(parcel: Parcel, ereader: Ereader, taken: dict[str, Path], contents: dict[Path, bytes]) -> Path:
    """Where a book goes: in place of an older copy of itself, never of another book.

    :param taken: what is there, and what is to be, by ``same_file``.
    :param contents: what is to be.
    """
    for name in alternatives(_fitting_name(parcel, ereader)):
        target = ereader.folder / f"{name}{parcel.suffix}"
        there = taken.get(same_file(target.name))
        if there is None:
            return target
        if there not in contents and _is_copy(parcel, there):
            return there  # under the name it has, by which the e-reader knows one's place in it
    raise AssertionError("There are endless alternatives.")


def _is_copy(parcel: Parcel, there: Path) -> bool:
    """Whether a file has the same book, in whatever state."""
    with suppress(OSError):
        data = there.read_bytes()
        return data == parcel.data or identify(data) == identify(parcel.data) != ""
    return False


def _fitting_name(parcel: Parcel, ereader: Ereader) -> str:
    """The name, cut where the e-reader's own limit of a path asks for it."""
    inside = len(str(ereader.folder.relative_to(ereader.root))) + 1
    room = ereader.make.longest_path - inside - len(parcel.suffix) - len(" (99)")
    if room < _SHORTEST:
        raise BookRefused(
            f"“{ereader.folder}” is too deep: a {ereader.make.title} takes paths of"
            f" {ereader.make.longest_path} characters.",
            "Choose a folder nearer to the root of its drive.",
        )
    return safe_name(parcel.name[:room])


def _write(ereader: Ereader, contents: dict[Path, bytes]) -> None:
    try:
        write_files(list(contents.items()), make_folders=False)
        sizes = [path.stat().st_size for path in contents]
    except (OutputUnwritable, OSError) as error:
        raise _failure(ereader, contents, str(error)) from None
    if not ereader.is_there() or sizes != list(map(len, contents.values())):
        raise _vanished(ereader)


def _failure(ereader: Ereader, contents: dict[Path, bytes], reason: str) -> SendingError:
    """What the state of the e-reader says about why the books could not be written."""
    if not ereader.is_there():
        return _vanished(ereader)
    need = sum(map(len, contents.values()))
    return _full(ereader, need) if need > ereader.free else _unwritable(ereader, f" {reason}")


def _vanished(ereader: Ereader) -> EreaderVanished:
    return EreaderVanished(
        f"The {ereader.make.title} at {ereader.root} is gone, before the books were safely on it.",
        "Plug it in again, wait until the system shows it, and send once more.",
    )


def _full(ereader: Ereader, need: int) -> EreaderFull:
    return EreaderFull(
        f"{ereader.folder} has {format_size(ereader.free)} free, and {format_size(need)} are needed.",
        "Delete something on the e-reader, or send fewer books.",
    )


def _unwritable(ereader: Ereader, reason: str = "") -> EreaderUnwritable:
    return EreaderUnwritable(
        f"{ereader.folder} cannot be written to, as if it were read-only.{reason}",
        "Unplug the e-reader, start it anew and plug it in again; or name another folder with --to.",
    )
