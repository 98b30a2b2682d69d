"""What the glyphs of a finished PDF stand for, where letters and marks share a cluster.

WeasyPrint 70 gives the whole text of a cluster to the glyph that comes first, for every place where that
glyph stands, and nothing to the others: Arabic, Hebrew, Thai and Indic words come out of such a PDF with
letters that they never had.
"""

import io
from typing import Any
from unicodedata import combining, normalize

from fontTools.ttLib import TTFont
from pydyf import PDF, Stream
from weasyprint.document import Document
from weasyprint.text.fonts import get_hb_object_data

from converter.expressions import expression

_MARKS = range(10, 241)
"""Canonical combining classes of marks that have glyphs of their own, unlike nuktas and viramas."""
_PRESENTATION_FORM = expression("[\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters as they are joined, which older texts were encoded with."""


def mend_text_layer(document: Document, pdf: PDF) -> None:
    """Give each glyph the character that its font has it for, and marks to no glyph but their own."""
    fonts = {font.name: font for font in document.fonts.values()}
    for entry in list(pdf.objects):
        font = fonts.get(entry.get("BaseFont")) if isinstance(entry, dict) and "ToUnicode" in entry else None
        if font and any(map(_is_unsure, font.to_unicode.values())):
            number = int(entry["ToUnicode"].split()[0])
            _rewrite(pdf.objects[number], _texts(font))


def _is_unsure(text: str) -> bool:
    """Whether it is not just one character, or a space that shares its glyph with the usual one."""
    return len(text) != 1 or (text.isspace() and text != " ")


def _texts(font: Any) -> dict[int, str]:
    """The text of each glyph that was unsure, as its font knows it, else without marks.

    The other shapes of a character are named after it: ``lam-ar.init`` (Adobe Glyph List Specification).
    """
    unsure = {glyph: text for glyph, text in font.to_unicode.items() if _is_unsure(text)}
    texts = {}
    with TTFont(io.BytesIO(get_hb_object_data(font.hb_face)), fontNumber=font.index, lazy=True) as file:
        own = {name: chr(code) for code, name in sorted(file.getBestCmap().items(), reverse=True)}
        for glyph, text in unsure.items():
            name = file.getGlyphName(glyph) if glyph < font.glyph_count else ""
            if character := own.get(name) or own.get(name.partition(".")[0]):
                texts[glyph] = _PRESENTATION_FORM.sub(lambda form: normalize("NFKC", form[0]), character)
            elif text:
                bare = "".join(c for c in text if combining(c) not in _MARKS)
                texts[glyph] = bare or text
    return texts


def _rewrite(to_unicode: Stream, texts: dict[int, str]) -> None:
    """Put the texts into a ToUnicode CMap (ISO 32000-1 section 9.10.3)."""
    lines = {f"<{glyph:04x}>".encode(): text.encode("utf-16-be").hex() for glyph, text in texts.items()}
    for number, line in enumerate(to_unicode.stream):
        code = line.partition(b" ")[0]
        if code in lines:
            to_unicode.stream[number] = code + f" <{lines[code]}>".encode()
