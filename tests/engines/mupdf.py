"""MuPDF twice: Debian's, which reads only the NCX, and the latest, which reads the navigation document."""

import json
from pathlib import Path

import pymupdf

from tests.engines import FOLDER, Opened, run, text_at

HARMLESS = {
    "unknown epub version: 3.0",  # it knows 2.0 only, and reads on
    "ICC support is not available",  # how Debian builds it
}
PAGE = {"width": 450, "height": 600, "fontsize": 11}
"""In points."""


def open_in_tool(book: Path) -> Opened:
    """Open with the ``mutool`` of the system."""
    outline = run("mutool", "run", FOLDER / "mupdf.js", book)
    pages = run("mutool", "draw", "-q", "-F", "txt", "-W", "450", "-H", "600", "-S", "11", book)
    assert outline.returncode == pages.returncode == 0, outline.stderr + pages.stderr
    found = json.loads(outline.stdout)
    said = {line.removeprefix("warning: ") for line in (outline.stderr + pages.stderr).splitlines()}
    return Opened(
        title=found["title"],
        authors=(found["author"],),
        contents=tuple((entry["title"], text_at(book, entry["uri"])) for entry in found["contents"]),
        text=pages.stdout,
        has_cover=None,
        complaints=tuple(sorted(said - HARMLESS)),
    )


def open_in_library(book: Path) -> Opened:
    """Open with PyMuPDF."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    with pymupdf.open(book) as document:
        document.layout(**PAGE)
        pages = [page.get_text() for page in document]
        metadata, contents = document.metadata, document.get_toc()
    said = pymupdf.TOOLS.mupdf_warnings().splitlines()
    return Opened(
        title=metadata["title"],
        authors=(metadata["author"],),
        contents=tuple((text, "".join(pages[page - 1 :])) for _, text, page in contents),
        text="".join(pages),
        has_cover=None,
        complaints=tuple(line for line in said if line not in HARMLESS),
    )
