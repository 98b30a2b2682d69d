"""For ``calibre-debug -e``, in Calibre's own Python: check books and convert them to AZW3.

Arguments are a folder and EPUBs. Into the folder go, by a book's name, the AZW3 and a JSON list of what
Check Book found.
"""

import json
import sys
from pathlib import Path

from calibre.ebooks.conversion.plumber import Plumber
from calibre.ebooks.oeb.polish.check.main import run_checks
from calibre.ebooks.oeb.polish.container import get_container
from calibre.utils.logging import Log


def process(book: Path, folder: Path) -> list[str]:
    """Make the AZW3; return what Check Book found."""
    found = run_checks(get_container(str(book), tweak_mode=True))
    Plumber(str(book), str(folder / f"{book.stem}.azw3"), Log(level=Log.ERROR)).run()
    return [f"{fault.name}: {fault.msg}" for fault in found]


folder = Path(sys.argv[1])
for book in map(Path, sys.argv[2:]):
    try:
        messages = process(book, folder)
    except Exception as error:  # noqa: BLE001 - said of this book, so that the others are processed
        messages = [f"{type(error).__name__}: {error}"]
    (folder / f"{book.stem}.json").write_text(json.dumps(messages), encoding="utf-8")
