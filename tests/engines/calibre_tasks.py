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

folder = Path(sys.argv[1])
for book in map(Path, sys.argv[2:]):
    found = run_checks(get_container(str(book), tweak_mode=True))
    messages = [f"{fault.name}: {fault.msg}" for fault in found]
    (folder / f"{book.stem}.json").write_text(json.dumps(messages), encoding="utf-8")
    Plumber(str(book), str(folder / f"{book.stem}.azw3"), Log(level=Log.ERROR)).run()
