"""Is every word of a story in its books, in order? Measured from outside, on the finished files.

Run as a script to compare any number of stories::

    python -m tests.fidelity STORY...

A word is a run of letters and digits, or one kana or ideograph. The story's words are counted from
the raw file without the help of our readers: everything below the first blank line after its header.
"""

import argparse
import difflib
import io
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from lxml import etree

from converter import convert
from converter.pages import PAGES, Page

_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
_POINTS_PER_MM = 72 / 25.4
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Difference:
    """Words of the story that a book lacks, and words that it has beyond them, in order."""

    lost: tuple[str, ...]
    added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lost or self.added)


def words(text: str) -> list[str]:
    """Runs of letters and digits; hyphens vanish, dashes part."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = re.sub(r"-{2,}", " ", text)
    return _WORD.findall(re.sub("[-\u2010\u2011]", "", text).casefold())


def source_words(path: Path) -> list[str]:
    """The words below the header of a raw story in UTF-8."""
    text = path.read_text(encoding="utf-8-sig")
    header, _, body = text.partition("\n\n")
    return words(body if ":" in header.split("\n", 1)[0] else text)


def epub_words(data: bytes) -> list[str]:
    """The words of an EPUB's chapters, in the order of its spine."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        names = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        for reference in package.iter("{*}itemref"):
            name = names[reference.get("idref")]
            if name.startswith("chapter"):
                body = etree.fromstring(archive.read(f"EPUB/{name}")).find(f"{_XHTML}body")
                found += words(" ".join(_blocks(body)))
    return found


def _blocks(body: etree._Element) -> Iterable[str]:
    """The text of each block; a line break parts words as the edge of a block does."""
    for line_break in body.iter(f"{_XHTML}br"):
        line_break.tail = "\n" + (line_break.tail or "")
    for block in body.iter(*(f"{_XHTML}{name}" for name in ("p", "h2", "h3"))):
        yield "".join(block.itertext())


def pdf_words(path: Path, page: Page) -> list[str]:
    """The words of a PDF's chapters: what stands in the text block, heads and folios left out.

    A word that is hyphenated at the end of a line is put together again.
    """
    markup = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout
    root = etree.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", markup))
    top = page.head * _POINTS_PER_MM - 1
    bottom = (page.height - page.foot) * _POINTS_PER_MM + 1
    text = ""
    last_line = 0.0
    for leaf in list(root.iter(f"{_XHTML}page"))[front_pages(path) :]:
        last_line = 0.0
        for word in leaf.iter(f"{_XHTML}word"):
            y_top, y_bottom = float(word.get("yMin")), float(word.get("yMax"))
            if y_bottom < top or y_top > bottom:
                continue
            is_new_line = y_top > last_line - 1
            joined = is_new_line and text.endswith(("-", "\u2010")) and not text.endswith("--")
            text = text[:-1] if joined else text + " "
            text += word.text or ""
            last_line = y_bottom
    return words(text)


def front_pages(path: Path) -> int:
    """How many pages come before the first chapter, by the PDF's own bookmarks."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        first = outline.root[0].destination[0]
        return next(index for index, leaf in enumerate(pdf.pages) if leaf.obj.objgen == first.objgen)


def compare(expected: list[str], found: list[str]) -> Difference:
    """What is lost and what is added; a word out of order counts as both."""
    if expected == found:
        return Difference((), ())
    lost: list[str] = []
    added: list[str] = []
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            lost += expected[a:b]
            added += found[c:d]
    return Difference(tuple(lost), tuple(added))


def main() -> int:
    """Compare each story named on the command line with its EPUB and PDF, and print a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--page", default="a5")
    arguments = parser.parse_args()
    bad = 0
    print(f"{'words':>8} {'EPUB lost':>10} {'added':>6} {'PDF lost':>9} {'added':>6} {'seconds':>8}  story")
    for story in arguments.stories:
        with tempfile.TemporaryDirectory() as folder:
            begin = time.monotonic()
            result = convert(story, f"{folder}/", formats=("epub", "pdf"), page=arguments.page)
            seconds = time.monotonic() - begin
            expected = source_words(story)
            epub = compare(expected, epub_words(result.outputs[0].read_bytes()))
            pdf = compare(expected, pdf_words(result.outputs[1], PAGES[arguments.page]))
        bad += bool(epub or pdf)
        print(
            f"{len(expected):>8} {len(epub.lost):>10} {len(epub.added):>6} {len(pdf.lost):>9}"
            f" {len(pdf.added):>6} {seconds:>8.1f}  {story.parent.name}/{story.name}"
        )
        for difference in (epub, pdf):
            if difference:
                print(f"         lost {difference.lost[:8]} added {difference.added[:8]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
