"""The fonts of a PDF: whether they are inside it, and what is drawn with glyphs that they lack.

Glyphs are looked up in composite fonts (ISO 32000-1 section 9.7), which is what all text but plain
Latin needs. A simple font names its glyphs by an encoding of its own, and is taken at its word.
"""

import io
import logging
import re
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont
from msgspec import Struct, field

from converter.checks.findings import Finding, error

logging.getLogger("fontTools").addHandler(logging.NullHandler())  # what it finds odd in a font
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_OPERATORS = "Tf Tj TJ ' \" Do"
_CHARACTERS = re.compile(rb"begin(?:cid|bf)char(.*?)end(?:cid|bf)char", re.DOTALL)
_RANGES = re.compile(rb"begincidrange(.*?)endcidrange", re.DOTALL)
_CHARACTER = re.compile(rb"<(\w+)>\s*(?:<(\w+)>|(\d+))")
_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(\d+)")
_SHOWN = 8


class _Font(Struct):
    """A composite font, as far as it tells which codes have a glyph."""

    glyph_count: int
    """Glyphs in the font program; 0 when it does not say."""
    glyphs: dict[int, int] | None
    """Glyph of each code; None where the code is the glyph's number."""
    characters: dict[int, str]
    """What each code stands for."""
    lacks: dict[int, bool] = field(default_factory=dict)
    """Answers given before."""

    def draws_box(self, code: int) -> bool:
        """Whether the code is drawn as ``.notdef``, and stands for something that should show."""
        if code not in self.lacks:
            glyph = code if self.glyphs is None else self.glyphs.get(code, 0)
            is_missing = glyph == 0 or 0 < self.glyph_count <= glyph
            self.lacks[code] = is_missing and not self.characters.get(code, "?").isspace()
        return self.lacks[code]


def check_fonts(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Fonts that are not embedded, and characters that are drawn as boxes."""
    fonts: dict[tuple[int, int], _Font | None] = {}
    absent: dict[str, str] = {}
    boxes: dict[str, str] = {}
    for number, page in enumerate(pdf.pages, start=1):
        place = f"page {number}"
        for font, operands in _shown_text(page.obj, page.resources, set()):
            if font.objgen not in fonts:
                fonts[font.objgen] = _read_font(font)
                if not _is_embedded(font):
                    absent.setdefault(str(font.get("/BaseFont", "?"))[1:], place)
            if known := fonts[font.objgen]:
                codes = {code for code in _codes(operands) if known.draws_box(code)}
                for code in sorted(codes):
                    boxes.setdefault(known.characters.get(code, "\ufffd"), place)
    for name, place in absent.items():
        text = f"The font “{name}” is not embedded; a reader sets the text in any other, or not at all."
        yield error("font-not-embedded", place, text, "Embed all fonts when making the PDF.")
    if boxes:
        shown = ", ".join(f"“{text}” ({_name(text)})" for text in list(boxes)[:_SHOWN])
        more = f" and {len(boxes) - _SHOWN} more" if len(boxes) > _SHOWN else ""
        text = f"The fonts lack {shown}{more}; boxes are drawn instead."
        hint = "Choose or install a font that has them."
        yield error("glyph-missing", next(iter(boxes.values())), text, hint)


def _name(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text)


def _shown_text(
    content: pikepdf.Object, resources: pikepdf.Object, seen: set[tuple[int, int]]
) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    """Each font with the operands of what is shown in it, on the page and in the forms that it draws."""
    font = None
    fonts, forms = (resources.get(kind, pikepdf.Dictionary()) for kind in ("/Font", "/XObject"))
    for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
        name, operands = str(instruction.operator), instruction.operands
        if name == "Tf":
            font = fonts.get(str(operands[0]))
        elif name == "Do":
            form = forms.get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form" and form.objgen not in seen:
                seen.add(form.objgen)
                yield from _shown_text(form, form.get("/Resources", resources), seen)
        elif font is not None:
            yield font, operands[-1]


def _codes(operand: pikepdf.Object) -> Iterator[int]:
    """The codes of two bytes in a string, or in the strings of an array."""
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    for string in strings:
        if isinstance(string, pikepdf.String):
            data = bytes(string)
            yield from (int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2))


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == "/Type3":  # drawn by the PDF itself
        return True
    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", pikepdf.Dictionary())
    return any(name in descriptor for name in _PROGRAMS)


def _read_font(font: pikepdf.Object) -> _Font | None:
    """The font, None when it is no composite font, or one that names its glyphs in other ways."""
    if font.get("/Subtype") != "/Type0" or not _is_embedded(font):
        return None
    encoding = font.get("/Encoding")
    if isinstance(encoding, pikepdf.Stream):
        glyphs = _read_map(encoding.read_bytes())
    elif str(encoding) in ("/Identity-H", "/Identity-V"):
        glyphs = None
    else:
        return None
    descendant = font.DescendantFonts[0]
    order = descendant.get("/CIDToGIDMap")
    if isinstance(order, pikepdf.Stream):
        data = order.read_bytes()
        numbers = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2)]
        order_of = dict(enumerate(numbers))
        glyphs = order_of if glyphs is None else {code: order_of.get(cid, 0) for code, cid in glyphs.items()}
    to_unicode = font.get("/ToUnicode")
    characters = _read_characters(to_unicode.read_bytes()) if isinstance(to_unicode, pikepdf.Stream) else {}
    return _Font(_count_glyphs(descendant.FontDescriptor), glyphs, characters)


def _count_glyphs(descriptor: pikepdf.Object) -> int:
    """The number of glyphs in a TrueType or OpenType program; 0 for others."""
    program = next(descriptor[name] for name in _PROGRAMS if name in descriptor)
    data = program.read_bytes()
    if data[:4] not in (b"OTTO", b"\0\1\0\0", b"true"):
        return 0
    with TTFont(io.BytesIO(data), lazy=True) as font:
        return int(font["maxp"].numGlyphs)


def _read_map(data: bytes) -> dict[int, int]:
    """The glyph of each code, of a CMap."""
    pairs = _CHARACTER.findall(b"\n".join(_CHARACTERS.findall(data)))
    glyphs = {int(code, 16): int(cid) for code, _, cid in pairs if cid}
    for first, last, cid in _RANGE.findall(b"\n".join(_RANGES.findall(data))):
        start = int(first, 16)
        for code in range(start, min(int(last, 16), 0xFFFF) + 1):
            glyphs[code] = int(cid) + code - start
    return glyphs


def _read_characters(data: bytes) -> dict[int, str]:
    """What each code stands for, of a ToUnicode CMap; ranges are left out."""
    pairs = _CHARACTER.findall(b"\n".join(_CHARACTERS.findall(data)))
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text, _ in pairs
        if text and len(text) % 4 == 0
    }
