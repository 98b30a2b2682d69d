"""Calibre: its editor's Check Book, and its Kindle format, read back with libmobi."""

import json
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from tests.engines import FOLDER, Opened, run
from tests.engines.readium import open_in_readium


def process(books: Iterable[Path], folder: Path) -> None:
    """Check and convert books into a folder, in one process: its start costs more than a book."""
    done = run(
        "calibre-debug",
        *("-e", FOLDER / "calibre_tasks.py", "--", folder, *books),
        QT_QPA_PLATFORM="offscreen",
        QTWEBENGINE_DISABLE_SANDBOX="1",  # as root its web engine does not start otherwise
        CALIBRE_CONFIG_DIRECTORY=str(folder),
    )
    assert done.returncode == 0, done.stderr


def complaints(book: Path, folder: Path) -> list[str]:
    """What Check Book found, of any severity."""
    found: list[str] = json.loads((folder / f"{book.stem}.json").read_text(encoding="utf-8"))
    return found


def open_as_azw3(book: Path, folder: Path) -> Opened:
    """Unpack the AZW3 as ``mobitool`` understands it, and open that."""
    done = run("mobitool", "-e", "-o", folder, folder / f"{book.stem}.azw3")
    assert done.returncode == 0, done.stdout + done.stderr
    said = tuple(done.stderr.splitlines())
    return replace(open_in_readium(folder / f"{book.stem}.epub"), complaints=said)
