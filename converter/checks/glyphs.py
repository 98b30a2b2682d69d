"""Characters of an EPUB that the fonts inside it lack."""

import io
import logging
from collections.abc import Iterator

from fontTools.ttLib import TTFont
from lxml import etree

from converter.checks.documents import Publication
from converter.checks.findings import Finding, error, warning

logging.getLogger("fontTools").addHandler(logging.NullHandler())  # what it finds odd in a font
_SUFFIXES = (".otf", ".ttf", ".woff", ".woff2")
_ENCRYPTION = "META-INF/encryption.xml"
_SHOWN = 8


def check_glyphs(book: Publication) -> Iterator[Finding]:
    """Fonts that cannot be read, and characters that none of the others has."""
    paths = [item.path for item in book.package.items if item.path.lower().endswith(_SUFFIXES)]
    if _ENCRYPTION in book.files:  # obfuscated fonts are not to be read without their key
        return
    covered: set[int] = set()
    for path in paths:
        try:
            covered |= _characters(book.files.get(path, b""))
        except Exception as failure:  # noqa: BLE001 - fontTools raises whatever a broken table leads to
            text = f"The font cannot be read: {type(failure).__name__}."
            yield error("font-broken", path, text, "Replace the font, or take it out.")
    used = _used(book)
    missing = sorted(used - covered)
    # Fonts for headings alone are not meant for the text.
    if missing and len(missing) < len(used) / 2:
        shown = ", ".join(f"“{chr(code)}” (U+{code:04X})" for code in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        text = f"The fonts in the book lack {shown}{more}; a reader shows boxes or another font."
        yield warning("glyph-missing", "", text, "Choose a font that has them, or leave fonts to the reader.")


def _characters(data: bytes) -> set[int]:
    with TTFont(io.BytesIO(data), lazy=True) as font:
        return set(font.getBestCmap() or ())


def _used(book: Publication) -> set[int]:
    """The characters of the text that show; controls, marks of direction and the like are left out."""
    bodies = [document.body for document in book.reading_order if document.body is not None]
    characters = {c for body in bodies for text in body.itertext(etree.Element) for c in text}
    return {ord(c) for c in characters if c.isprintable() and not c.isspace()}
