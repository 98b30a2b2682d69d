"""Characters of a book that no font has, and what would help.

The style's own faces are looked into first. What they lack the system's fonts may have; which of them
serve is for the engine to say, so it sets those characters alone, and what it says of them is read.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from unicodedata import category, east_asian_width

from msgspec import Struct
from msgspec.structs import fields

from converter.book import Book, SceneBreak, Text
from converter.details import details, imprint
from converter.errors import Level, Notice, counted
from converter.expressions import expression
from converter.themes import FontFace, Theme
from converter.xhtml import inlines

_NEVER_DRAWN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
"""General categories of characters that have no shape (Unicode annex 44, table 12)."""
_SHOWN = 12
_PICTOGRAPHS = range(0x1F000, 0x1FB00)
_PACKAGES = {
    **dict.fromkeys(("Bopo", "Hang", "Hani", "Hira", "Kana"), "fonts-noto-cjk"),
    "Emoji": "fonts-noto-color-emoji",
    "Private use": "",
    "Unassigned": "",
}
"""Debian's package of fonts for a script by its code (ISO 15924); any other is in the one below."""
_OTHER_SCRIPTS = "fonts-noto-core"
_KINDS = {"Co": "Private use", "Cn": "Unassigned", "Zyyy": "Symbols", "Zinh": "Marks"}
"""Names of what belongs to no script, by general category or by the script's code."""
_SAID_MISSING = expression(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
"""What WeasyPrint says of a character that no font has."""


def font_notices(
    book: Book, theme: Theme, *, title_page: bool = True, by_typst: bool = False
) -> tuple[Notice, ...]:
    """A warning when pages in that style would show boxes, with the packages that have the characters."""
    shown = _shown_characters(book, theme, title_page=title_page)
    lacked = _lacked_by_typst(shown, theme.fonts) if by_typst else _lacked(shown, theme.fonts)
    missing = sorted(lacked, key=lambda character: (not character.isalpha(), character))
    if not missing:
        return ()
    text = f"No font has {counted(len(missing), 'character')} of this book, drawn as boxes in the PDF: "
    return (Notice("characters-missing", 0, f"{text}{_list(missing)}.", _advice(missing), Level.WARNING),)


def _shown_characters(book: Book, theme: Theme, *, title_page: bool) -> set[str]:
    """What the pages show, but for what has no shape."""
    metadata = book.metadata
    parts = [metadata.title, metadata.authors, theme.ornament, book.chapters]
    if title_page:
        parts += [metadata.summary, metadata.notes, details(metadata), imprint(metadata)]
    found = set().union(*_strings(parts))
    return {character for character in found if category(character) not in _NEVER_DRAWN}


def _strings(part: Any) -> Iterator[str]:
    """Every string inside a part of a book; the marker of a scene break is not shown."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | list):
        for item in part:
            yield from _strings(item)
    elif isinstance(part, Struct) and not isinstance(part, SceneBreak):
        for field in fields(part):
            yield from _strings(getattr(part, field.name))


def _lacked(characters: set[str], faces: Iterable[FontFace]) -> set[str]:
    for face in faces:
        characters -= _characters_of(face.path)
    return _lacked_by_all(characters, faces) if characters else set()


@cache
def _characters_of(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 — Typst looks into fonts by itself

    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


class _Said(logging.Handler):
    """Gathers the characters that WeasyPrint complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if found := _SAID_MISSING.search(record.getMessage()):
            self.missing.add(chr(int(found[1], 16)))


def _lacked_by_all(characters: Iterable[str], faces: Iterable[FontFace]) -> set[str]:
    """Those of the characters that WeasyPrint finds no font for, in the system nor among the faces."""
    from weasyprint import HTML  # noqa: PLC0415 — a text that the style's faces cover needs no second opinion

    # With no font at all Pango sets nothing, so a face of the style is always there.
    rules = "".join(
        f'@font-face {{ font-family: "{face.family}"; src: url("{face.path.resolve().as_uri()}") }}'
        for face in faces
    )
    text = inlines((Text(" ".join(sorted(characters))),))
    logger, said = logging.getLogger("weasyprint"), _Said()
    logger.addHandler(said)
    try:
        HTML(string=f"<style>{rules}</style><p>{text}").write_pdf()
    finally:
        logger.removeHandler(said)
    return said.missing


def _lacked_by_typst(characters: Iterable[str], faces: Iterable[FontFace]) -> set[str]:
    """Those of the characters that Typst finds no font for, in the system nor among the faces nor its own."""
    from converter.typesetting import Typesetter, font_folder  # noqa: PLC0415 — as above

    with font_folder(face.path for face in faces) as folder:
        missing = Typesetter("", folder, own=True).lacking("".join(sorted(characters)))
        if missing:
            missing = Typesetter("", folder, own=True, system=True).lacking("".join(sorted(missing)))
        return missing


def _kind(character: str) -> str:
    """The script's code, or what else the character is."""
    if ord(character) in _PICTOGRAPHS:
        return "Emoji"
    from fontTools import unicodedata as scripts  # noqa: PLC0415 — nothing is missing, most of the time

    script = str(scripts.script(character))
    if script == "Zyyy" and east_asian_width(character) in "WF":
        return "Hani"
    return _KINDS.get(category(character)) or _KINDS.get(script, script)


def _list(missing: list[str]) -> str:
    """The first characters by their scripts: ``Han “漢” (U+6F22), “字” (U+5B57); Emoji …``."""
    from fontTools import unicodedata as scripts  # noqa: PLC0415 — as above

    groups = []
    for kind, characters in groupby(missing[:_SHOWN], _kind):
        shown = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in characters)
        groups.append(f"{scripts.script_name(kind, default=kind).replace('_', ' ')} {shown}")
    more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
    return "; ".join(groups) + more


def _advice(missing: list[str]) -> str:
    packages = {_PACKAGES.get(kind, _OTHER_SCRIPTS) for kind in map(_kind, missing)} - {""}
    names = " and ".join(sorted(packages))
    action = f"Install {names} (so Debian calls these fonts)" if names else "Write others for them"
    return f"{action}, or make an EPUB, which e-readers show in fonts of their own."
