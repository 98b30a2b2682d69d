"""E-readers that are mounted as drives: told by the marks that each make leaves on its own.

The marks are those that calibre, KOReader and kepubify go by. E-readers that show themselves as cameras
and phones do (MTP), as the newest Kindles and Boox, are no drives and are not found.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.errors import EreaderMissing, EreaderUnclear, counted, needs_extra

_ALL_FORMATS = frozenset({"epub", "kepub", "pdf"})
_EJECT = "Eject it before you unplug it"


class Make(Struct, frozen=True):
    """What e-readers of a make have in common."""

    name: str
    title: str
    """As people call it."""
    device: str
    """The name of the device that stories are made into books for."""
    marks: tuple[str, ...] = ()
    """Files and folders that are all there."""
    volumes: tuple[str, ...] = ()
    """What the drive's own name may begin with, in small letters, where the marks are not to be had."""
    folders: tuple[str, ...] = ()
    """Where books go, the first that is there; else the root of the drive."""
    formats: frozenset[str] = _ALL_FORMATS
    """What it reads when it comes by cable."""
    longest_path: int = 240
    """Characters of a path from the root of the drive; FAT32 has 255 for a name alone."""
    advice: str = f"{_EJECT}; it adds the books to its library by itself."


MAKES = {
    make.name: make
    for make in (
        Make("tolino", "Tolino", DEFAULT_DEVICE, (".tolino",), ("tolino",), ("Books",)),
        # 185 is what calibre found that Kobo’s own database takes.
        Make("kobo", "Kobo", "kobo-clara", (".kobo/version",), longest_path=185),
        Make(
            "pocketbook",
            "PocketBook",
            "pocketbook-touch-hd",
            ("system", "applications"),
            ("pocketbook",),
            ("Books", "books"),
        ),
        Make(
            "kindle",
            "Kindle",
            "kindle-basic",
            ("documents", "system"),
            folders=("documents",),
            formats=frozenset({"pdf"}),
        ),
        Make("nook", "Nook", "nook", ("NOOK",), ("nook",), ("NOOK/Books", "NOOK/My Files", "My Files")),
        Make("boox", "Boox", DEFAULT_DEVICE, (), ("onyx", "boox"), ("Books", "MyBooks")),
    )
}
"""By name; where a drive has the marks of two, it is the first."""

FOLDER = Make("folder", "folder", DEFAULT_DEVICE, advice="")
"""A folder on a drive that has the marks of none."""

_KOBO_MODELS = {
    "310": "Kobo Touch",
    "320": "Kobo Touch",
    "330": "Kobo Glo",
    "340": "Kobo Mini",
    "350": "Kobo Aura HD",
    "360": "Kobo Aura",
    "370": "Kobo Aura H2O",
    "371": "Kobo Glo HD",
    "372": "Kobo Touch 2.0",
    "373": "Kobo Aura ONE",
    "374": "Kobo Aura H2O Edition 2",
    "375": "Kobo Aura Edition 2",
    "376": "Kobo Clara HD",
    "377": "Kobo Forma",
    "378": "Kobo Aura H2O Edition 2",
    "379": "Kobo Aura Edition 2",
    "380": "Kobo Forma",
    "381": "Kobo Aura ONE",
    "382": "Kobo Nia",
    "383": "Kobo Sage",
    "384": "Kobo Libra H2O",
    "386": "Kobo Clara 2E",
    "387": "Kobo Elipsa",
    "388": "Kobo Libra 2",
    "389": "Kobo Elipsa 2E",
    "390": "Kobo Libra Colour",
    "391": "Kobo Clara BW",
    "393": "Kobo Clara Colour",
    "395": "Kobo Clara BW",
}
"""By the end of the last value in ``.kobo/version``."""


class Ereader(Struct, frozen=True):
    """An e-reader that is mounted, or a folder on any drive."""

    make: Make
    root: Path
    """Where its drive is mounted."""
    folder: Path
    """Where books go."""
    drive: tuple[int, int]
    """What the system tells the root by, to see whether the same drive is still mounted there."""

    @property
    def model(self) -> str:
        """What it is, as exactly as it says itself."""
        if self.make.name == "kobo":
            with suppress(OSError, UnicodeDecodeError):
                version = (self.root / ".kobo" / "version").read_text(encoding="ascii").strip()
                return _KOBO_MODELS.get(version[-3:], self.make.title)
        return self.make.title

    @property
    def free(self) -> int:
        """Bytes that there is room for; 0 when it is gone."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0

    @property
    def description(self) -> str:
        """Model, place and room."""
        return f"{self.model} at {self.folder}, {format_size(self.free)} free"

    def is_there(self) -> bool:
        """Whether the drive that was found is still mounted."""
        try:
            return os.path.isdir(self.folder) and _drive(self.root) == self.drive
        except OSError:
            return False


def format_size(size: int) -> str:
    """A number of bytes as people read it.

    >>> format_size(5_212_000_000), format_size(34_000)
    ('5.2 GB', '0.1 MB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(size / 1e6, 0.1 if size else 0):.1f} MB"


def mounted_ereaders() -> list[Ereader]:
    """All e-readers that are mounted as drives, by their places.

    :raises ExtraMissing: the library that knows what is mounted is not installed.
    """
    with needs_extra("send", "To find e-readers", ", or name the e-reader’s folder with --to"):
        import psutil  # noqa: PLC0415 — nobody else needs it
    places = sorted({Path(partition.mountpoint) for partition in psutil.disk_partitions()})
    return [_ereader(make, place, place) for place in places if (make := _make_of(place, is_drive=True))]


def ereader_at(folder: Path) -> Ereader:
    """The e-reader that a folder is on, with that folder for the books unless it is the drive itself.

    :raises EreaderMissing: there is no such folder.
    """
    if not os.path.isdir(folder):
        raise EreaderMissing(
            f"There is no folder “{folder}”.", "Plug the e-reader in, and see where the system shows it."
        )
    place = folder.absolute()
    for root in (place, *place.parents):
        is_drive = os.path.ismount(root)
        if make := _make_of(root, is_drive=is_drive):
            return _ereader(make, root, place)
        if is_drive:
            break
    return _ereader(FOLDER, place, place)


def only(ereaders: Iterable[Ereader], what: str = "e-reader") -> Ereader:
    """The one that there is.

    :raises EreaderMissing: there is none.
    :raises EreaderUnclear: there are several.
    """
    found = list(ereaders)
    if len(found) == 1:
        return found[0]
    if not found:
        raise EreaderMissing(
            f"No {what} is mounted.",
            "Plug it in and allow file transfer on its screen, or say with --to where else to send to:"
            " a folder, kindle, mail:ADDRESS or remarkable.",
        )
    raise EreaderUnclear(
        f"{counted(len(found), what)} are mounted: {'; '.join(ereader.description for ereader in found)}.",
        f"Choose one with --to, as in --to {_shell_word(found[0].root)}.",
    )


def _shell_word(path: Path) -> str:
    """A path as it can be typed."""
    return f"'{path}'" if " " in str(path) else str(path)


def _make_of(root: Path, *, is_drive: bool) -> Make | None:
    return next((make for make in MAKES.values() if _is_of(make, root, is_drive=is_drive)), None)


def _is_of(make: Make, root: Path, *, is_drive: bool) -> bool:
    has_marks = bool(make.marks) and all(os.path.exists(root / mark) for mark in make.marks)
    return has_marks or (is_drive and root.name.lower().startswith(make.volumes))


def _ereader(make: Make, root: Path, place: Path) -> Ereader:
    """An e-reader with the folder that was named, or with its own for books where the drive was."""
    own = (root / folder for folder in make.folders if os.path.isdir(root / folder))
    return Ereader(make, root, next(own, root) if place == root else place, _drive(root))


def _drive(root: Path) -> tuple[int, int]:
    state = os.stat(root)
    return state.st_dev, state.st_ino
