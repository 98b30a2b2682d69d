"""Readium's parser, which Thorium reads books with: what it makes of the package."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.engines import FOLDER, Opened, run_node, text_at


def open_in_readium(book: Path) -> Opened:
    """Parse with ``r2-shared-js``, and follow its addresses into the package."""
    done = run_node(FOLDER / "readium.js", book)
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    metadata = manifest["metadata"]
    links = manifest["readingOrder"] + manifest["resources"]
    covers = [link["href"] for link in links if "cover" in link.get("rel", "").split()]
    with zipfile.ZipFile(book) as archive:
        files = archive.namelist()
    return Opened(
        title=_string(metadata["title"]),
        authors=tuple(_names(metadata.get("author", []))),
        contents=tuple((link["title"], text_at(book, link["href"])) for link in _flat(manifest["toc"])),
        text="".join(text_at(book, link["href"]) for link in manifest["readingOrder"]),
        has_cover=any(cover in files for cover in covers),
        complaints=tuple(done.stderr.splitlines()),
    )


def _names(authors: Any) -> Iterator[str]:
    """Contributors come as one or several, each a name or an object with one."""
    for author in authors if isinstance(authors, list) else [authors]:
        yield _string(author["name"] if isinstance(author, dict) and "name" in author else author)


def _string(text: Any) -> str:
    """Texts in some languages come by their language."""
    return text if isinstance(text, str) else "".join(text.values())


def _flat(links: list[Any]) -> Iterator[Any]:
    for link in links:
        yield link
        yield from _flat(link.get("children", []))
